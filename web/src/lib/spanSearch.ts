// What dashboards and users keep in the address: a span of time, and environments.
import { useEffect, useMemo, useState } from "react";
import { spanOf } from "./chartAnswer";
import type { MetricsFilter, Span } from "./metrics";
import { RANGES, type Range } from "./search";
import { boundsOf, isAbsolute, readRange, type TimeRange } from "./timeRange";

export interface SpanSearch {
  range?: TimeRange;
  /** Environments, all when absent. */
  env?: string[];
}

export const USUAL: TimeRange = "24h";

export function readSpanSearch(search: Record<string, unknown>): SpanSearch {
  const range = readRange(search.range);
  const env = Array.isArray(search.env) ? search.env.map(String) : [];
  return {
    range: range && range !== USUAL && range !== "all" ? range : undefined,
    env: env.length > 0 ? env : undefined,
  };
}

/** Users are looked at over a longer time. */
export const USERS_RANGE: TimeRange = "30d";

export interface UsersSearch {
  range?: TimeRange;
  search?: string;
  order?: string;
}

export function readUsersSearch(search: Record<string, unknown>): UsersSearch {
  const range = readRange(search.range);
  return {
    range: range && range !== USERS_RANGE && range !== "all" ? range : undefined,
    search: search.search === undefined || search.search === "" ? undefined : String(search.search),
    order: typeof search.order === "string" ? search.order : undefined,
  };
}

/** How often a span that ends now moves on, in milliseconds. */
const REFRESH = (range: TimeRange) => {
  if (isAbsolute(range)) return 0;
  const { seconds } = RANGES[range as Range];
  return seconds <= 3600 ? 30_000 : seconds <= 86_400 ? 60_000 : 300_000;
};

/** The span shown; one that ends now moves on while the page is in sight, or when asked to. */
export function useSpan(range: TimeRange): { span: Span; refresh: () => void } {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const every = REFRESH(range);
    if (!every) return;
    const timer = setInterval(() => document.hidden || setNow(Date.now()), every);
    return () => clearInterval(timer);
  }, [range]);
  const span = useMemo(() => {
    const { from, to } = boundsOf(range);
    const end = to ? Date.parse(to) : now;
    const start = from ? Date.parse(from) : end - 30 * 86_400_000;
    if (to) return { from: start, to: end };
    return spanOf({ from: end - RANGES[range as Range].seconds * 1000, to: end });
  }, [range, now]);
  return { span, refresh: () => setNow(Date.now()) };
}

export const environmentFilter = (env: string[] | undefined): MetricsFilter[] =>
  env ? [{ column: "environment", type: "stringOptions", operator: "any of", value: env }] : [];
