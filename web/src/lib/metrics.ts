// Questions in the metrics language, as the pages ask them: of the public API, with the session.
import { queryOptions } from "@tanstack/react-query";
import { api } from "./api";
import { limited } from "./limited";

export type ViewName =
  | "observations"
  | "traces"
  | "scores-numeric"
  | "scores-boolean"
  | "scores-categorical";

/** As the API takes it: a filter of the wire. */
export interface MetricsFilter {
  column: string;
  operator: string;
  type: string;
  value?: unknown;
  key?: string | null;
}

export type Granularity = "minute" | "hour" | "day" | "week" | "month";

export interface Question {
  view: ViewName;
  metrics: { measure: string; aggregation: string }[];
  dimensions: { field: string }[];
  filters: MetricsFilter[];
  timeDimension?: { granularity: Granularity };
  orderBy?: { field: string; direction: "asc" | "desc" }[];
  config?: { row_limit?: number; bins?: number };
  fromTimestamp: string;
  toTimestamp: string;
}

export type Value = string | number | boolean | null;
export type Row = Record<string, Value | number[][]>;

export interface Measure {
  name: string;
  unit: string;
  aggregations: string[];
}

export interface View {
  name: ViewName;
  version: "v1" | "v2";
  dimensions: { name: string; highCardinality: boolean }[];
  measures: Measure[];
  filters: { name: string; kind: "text" | "number" | "datetime" | "flag" | "texts" | "map" }[];
}

export interface Language {
  views: View[];
}

export const languageQuery = (projectId: string) =>
  queryOptions({
    queryKey: ["metrics-language", projectId],
    queryFn: ({ signal }) =>
      api<Language>(`/api/projects/${encodeURIComponent(projectId)}/metrics-language`, { signal }),
    staleTime: Infinity,
  });

/** Where else the numbers are shown. */
export const linksQuery = (projectId: string) =>
  queryOptions({
    queryKey: ["metrics-links", projectId],
    queryFn: ({ signal }) =>
      api<{ grafana: string | null }>(
        `/api/projects/${encodeURIComponent(projectId)}/metrics-links`,
        { signal },
      ),
    staleTime: Infinity,
  });

/** The traces are asked of v1, which alone has them. */
export const pathOf = (view: ViewName): string =>
  view === "traces" ? "/api/public/metrics" : "/api/public/v2/metrics";

/** A few questions at a time: the others wait, and those of a page that was left are not asked. */
export const ask = (project: string, question: Question, signal: AbortSignal): Promise<Row[]> =>
  limited(signal, async () => {
    const query = { query: JSON.stringify(question) };
    const { data } = await api<{ data: Row[] }>(pathOf(question.view), { project, query, signal });
    return data;
  });

/** A span of time in milliseconds; `to` is not part of it. */
export interface Span {
  from: number;
  to: number;
}

/** The metrics language includes its last moment, and counts in microseconds. */
export const times = ({ from, to }: Span) => ({
  fromTimestamp: new Date(from).toISOString(),
  toTimestamp: new Date(to - 1).toISOString().replace("Z", "999Z"),
});

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const STEP: Record<Granularity, number> = {
  minute: MINUTE,
  hour: HOUR,
  day: DAY,
  week: 7 * DAY,
  month: 31 * DAY,
};

/** Fine enough to see something, coarse enough for a few dozen to 200 buckets. */
export function granularityOf({ from, to }: Span): Granularity {
  const length = to - from;
  if (length <= 2 * HOUR) return "minute";
  if (length <= 8 * DAY) return "hour";
  if (length <= 120 * DAY) return "day";
  return length <= 730 * DAY ? "week" : "month";
}

/** The span with its start moved back to where a bucket begins, so that the first one is whole. */
export function alignedSpan(span: Span): Span {
  const step = Math.min(STEP[granularityOf(span)], DAY);
  return { from: Math.floor(span.from / step) * step, to: span.to };
}
