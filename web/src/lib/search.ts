// What lists keep in the address.
import { parseSearchWith, stringifySearchWith } from "@tanstack/react-router";

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

export function readPageSearch(search: Record<string, unknown>): PageSearch {
  const range = String(search.range ?? "");
  return { range: range in RANGES ? (range as Range) : undefined };
}

/** Start of a range as the API takes it; undefined for all time. */
export function since(range: Range): string | undefined {
  const { seconds } = RANGES[range];
  return seconds ? new Date(Date.now() - seconds * 1000).toISOString() : undefined;
}

// The text of a query stands in the address as it was typed; other values as the router writes them.
const QUERY = "q";
const parseOthers = parseSearchWith(JSON.parse);
const stringifyOthers = stringifySearchWith(JSON.stringify, JSON.parse);

export function parseSearch(text: string): Record<string, unknown> {
  const typed = new URLSearchParams(text).get(QUERY);
  const { [QUERY]: _, ...others } = parseOthers(text) as Record<string, unknown>;
  return typed === null ? others : { ...others, [QUERY]: typed };
}

export function stringifySearch({ [QUERY]: typed, ...others }: Record<string, unknown>): string {
  const rest = stringifyOthers(others);
  if (typeof typed !== "string" || typed === "") return rest;
  return `?${QUERY}=${encodeURIComponent(typed)}${rest ? `&${rest.slice(1)}` : ""}`;
}
