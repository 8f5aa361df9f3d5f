// JSON as rows of a lazy tree: only open containers have rows, so that megabytes open at once.

export type Path = readonly (string | number)[];

export interface JsonRow {
  /** Unique in the value: the path, with the range of a group. */
  key: string;
  path: Path;
  depth: number;
  label: string | null;
  value: unknown;
  /** Null for a leaf, else how many children there are. */
  size: number | null;
  /** Of a group of children: the first and the one after the last. */
  range: [number, number] | null;
}

/** Containers with more children than this show groups of so many. */
export const GROUP = 1000;

export const isContainer = (value: unknown): value is object =>
  typeof value === "object" && value !== null;

export const keyOf = (path: Path, range?: [number, number] | null): string =>
  JSON.stringify(path) + (range ? `#${range[0]}` : "");

const sizeOf = (value: object): number =>
  Array.isArray(value) ? value.length : Object.keys(value).length;

/** The rows in sight while the containers of `open` (by key) are open. */
export function rowsOf(root: unknown, open: ReadonlySet<string>): JsonRow[] {
  const rows: JsonRow[] = [];
  // A stack of what is still to come, so that depth costs no recursion.
  const waiting: JsonRow[] = [row([], 0, null, root, null)];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    rows.push(next);
    if (next.size === null || !open.has(next.key)) continue;
    const children = childrenOf(next);
    for (let at = children.length - 1; at >= 0; at -= 1) waiting.push(children[at] as JsonRow);
  }
  return rows;
}

function row(path: Path, depth: number, label: string | null, value: unknown, range: [number, number] | null): JsonRow {
  const size = range ? range[1] - range[0] : isContainer(value) ? sizeOf(value) : null;
  return { key: keyOf(path, range), path, depth, label, value, size, range };
}

function childrenOf(parent: JsonRow): JsonRow[] {
  const container = parent.value as object;
  const total = sizeOf(container);
  const depth = parent.depth + 1;
  if (!parent.range && total > GROUP) {
    return Array.from({ length: Math.ceil(total / GROUP) }, (_, at) => {
      const range: [number, number] = [at * GROUP, Math.min((at + 1) * GROUP, total)];
      return row(parent.path, depth, `${range[0]} … ${range[1] - 1}`, container, range);
    });
  }
  const [from, to] = parent.range ?? [0, total];
  if (Array.isArray(container)) {
    return container
      .slice(from, to)
      .map((each, at) => row([...parent.path, from + at], depth, String(from + at), each, null));
  }
  return Object.entries(container)
    .slice(from, to)
    .map(([key, each]) => row([...parent.path, key], depth, key, each, null));
}

/** What is open at first: the outermost two levels, while they are small. */
export function firstOpen(root: unknown): Set<string> {
  const open = new Set<string>([keyOf([])]);
  if (!isContainer(root) || sizeOf(root) > 50) return open;
  for (const [key, value] of Object.entries(root)) {
    if (isContainer(value) && sizeOf(value) <= 30) {
      open.add(keyOf([Array.isArray(root) ? Number(key) : key]));
    }
  }
  return open;
}

/** Keys of everything that must be open for the value at `path` to have a row. */
export function keysAbove(root: unknown, path: Path): string[] {
  const keys: string[] = [];
  let value: unknown = root;
  for (let at = 0; at < path.length && isContainer(value); at += 1) {
    const above = path.slice(0, at);
    const step = path[at] as string | number;
    keys.push(keyOf(above));
    if (sizeOf(value) > GROUP) {
      const place = Array.isArray(value) ? Number(step) : Object.keys(value).indexOf(String(step));
      const from = Math.floor(place / GROUP) * GROUP;
      keys.push(keyOf(above, [from, from]));
    }
    value = (value as Record<string, unknown>)[String(step)];
  }
  return keys;
}

export const MOST_HITS = 1000;

/** Paths of the values whose key or text contains `wanted`, in order; at most MOST_HITS. */
export function searchJson(root: unknown, wanted: string): Path[] {
  const text = wanted.toLowerCase();
  const hits: Path[] = [];
  if (!text) return hits;
  interface Place {
    value: unknown;
    step: string | number | null;
    above: Place | null;
  }
  const waiting: Place[] = [{ value: root, step: null, above: null }];
  for (let place = waiting.pop(); place && hits.length < MOST_HITS; place = waiting.pop()) {
    const { value, step } = place;
    const own = isContainer(value) ? "" : String(value);
    if (own.toLowerCase().includes(text) || (typeof step === "string" && step.toLowerCase().includes(text))) {
      const path: (string | number)[] = [];
      for (let at: Place | null = place; at?.above; at = at.above) path.push(at.step as string | number);
      hits.push(path.reverse());
    }
    if (!isContainer(value)) continue;
    if (Array.isArray(value)) {
      for (let at = value.length - 1; at >= 0; at -= 1) waiting.push({ value: value[at], step: at, above: place });
    } else {
      const keys = Object.keys(value);
      for (let at = keys.length - 1; at >= 0; at -= 1) {
        const key = keys[at] as string;
        waiting.push({ value: (value as Record<string, unknown>)[key], step: key, above: place });
      }
    }
  }
  return hits;
}

/** `$.messages[0].content`, as JSONPath writes it. */
export function pathText(path: Path): string {
  return path.reduce<string>(
    (text, step) =>
      text +
      (typeof step === "number"
        ? `[${step}]`
        : /^[A-Za-z_$][\w$]*$/.test(step)
          ? `.${step}`
          : `[${JSON.stringify(step)}]`),
    "$",
  );
}
