// The list somebody came from: what a page about one of its rows needs for previous and next.

export interface ListContext {
  /** Ids in the order the list showed them. */
  ids: string[];
  /** Where the list is, with its query: address below the origin. */
  href: string;
}

type Kind = "traces" | "observations";
const MOST = 5000;

const keyOf = (projectId: string, kind: Kind) => `gatelight.list.${kind}.${projectId}`;

/** Called by a list when one of its rows is opened. */
export function rememberList(projectId: string, kind: Kind, context: ListContext): void {
  try {
    const ids = context.ids.slice(0, MOST);
    sessionStorage.setItem(keyOf(projectId, kind), JSON.stringify({ ...context, ids }));
  } catch {
    // Storage is switched off or full: the page opens without previous and next.
  }
}

export function rememberedList(projectId: string, kind: Kind = "traces"): ListContext | undefined {
  try {
    const found: unknown = JSON.parse(sessionStorage.getItem(keyOf(projectId, kind)) ?? "null");
    return isContext(found) ? found : undefined;
  } catch {
    return undefined;
  }
}

export interface Neighbours {
  previous?: string;
  next?: string;
  /** Counts from 1. */
  place: number;
  of: number;
  href: string;
}

/** What stands before and after `id` in the list it was opened from; undefined when it was not. */
export function neighbours(
  projectId: string,
  id: string,
  kind: Kind = "traces",
): Neighbours | undefined {
  const list = rememberedList(projectId, kind);
  const at = list?.ids.indexOf(id) ?? -1;
  if (!list || at < 0) return undefined;
  return {
    previous: list.ids[at - 1],
    next: list.ids[at + 1],
    place: at + 1,
    of: list.ids.length,
    href: list.href,
  };
}

function isContext(value: unknown): value is ListContext {
  if (!value || typeof value !== "object") return false;
  const { ids, href } = value as Partial<ListContext>;
  return Array.isArray(ids) && ids.every((id) => typeof id === "string") && typeof href === "string";
}
