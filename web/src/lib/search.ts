// What lists keep in the address: time range, filters as the API takes them, order, live refresh.

export interface Condition {
  type: "string" | "number" | "stringOptions" | "arrayOptions";
  column: string;
  operator: string;
  value: string | number | string[];
}

export const RANGES = {
  "15m": { label: "15 minutes", seconds: 900 },
  "1h": { label: "1 hour", seconds: 3600 },
  "24h": { label: "24 hours", seconds: 86_400 },
  "7d": { label: "7 days", seconds: 7 * 86_400 },
  "30d": { label: "30 days", seconds: 30 * 86_400 },
  all: { label: "All time", seconds: 0 },
} as const;
export type Range = keyof typeof RANGES;

export interface PageSearch {
  range?: Range;
}

export interface ListSearch extends PageSearch {
  filter?: Condition[];
  order?: string;
  live?: boolean;
}

export function readPageSearch(search: Record<string, unknown>): PageSearch {
  const range = String(search.range ?? "");
  return { range: range in RANGES ? (range as Range) : undefined };
}

export function readListSearch(search: Record<string, unknown>): ListSearch {
  return {
    ...readPageSearch(search),
    filter: Array.isArray(search.filter) && search.filter.length
      ? search.filter.filter(isCondition)
      : undefined,
    order: typeof search.order === "string" ? search.order : undefined,
    live: search.live === false ? false : undefined,
  };
}

function isCondition(value: unknown): value is Condition {
  if (!value || typeof value !== "object") return false;
  const { column, operator, type } = value as Record<string, unknown>;
  return [column, operator, type].every((each) => typeof each === "string");
}

/** Start of a range as the API takes it; undefined for all time. */
export function since(range: Range): string | undefined {
  const { seconds } = RANGES[range];
  return seconds ? new Date(Date.now() - seconds * 1000).toISOString() : undefined;
}
