// Scores and their analytics as the server gives them, and what their page keeps in the address.
import { type PageSearch, readPageSearch } from "./search";

export type DataType = "NUMERIC" | "CATEGORICAL" | "BOOLEAN" | "TEXT" | "CORRECTION";
export const DATA_TYPES: readonly DataType[] = ["NUMERIC", "CATEGORICAL", "BOOLEAN", "TEXT", "CORRECTION"];
export const SOURCES = ["API", "EVAL", "ANNOTATION"] as const;
export type Source = (typeof SOURCES)[number];

export interface ScoreKind {
  name: string;
  dataType: DataType;
  source: Source;
  count: number;
}

export interface ScoreRow {
  id: string;
  timestamp: string;
  name: string;
  source: Source;
  dataType: DataType;
  value: number | null;
  stringValue: string | null;
  comment: string | null;
  traceId: string | null;
  observationId: string | null;
  sessionId: string | null;
  datasetRunId: string | null;
  environment: string;
  authorUserId: string | null;
  trace?: { userId: string | null; tags: string[] } | null;
}

export interface Analytics {
  granularity: string;
  summary: {
    count: number;
    average: number | null;
    low: number | null;
    high: number | null;
    median: number | null;
    deviation: number | null;
  };
  bins: { low: number; high: number; count: number }[];
  labels: { label: string; count: number }[];
  series: { time: string; label: string | null; count: number; average: number | null }[];
}

export interface ScoreComparison {
  kind: "numbers" | "labels" | "mixed";
  count: number;
  correlation: {
    count: number;
    pearson: number | null;
    spearman: number | null;
    error: number | null;
  } | null;
  pairs: { traceId: string; observationId: string; x: number; y: number }[];
  crossings: {
    first: string;
    second: string;
    count: number;
    firstAverage: number | null;
    secondAverage: number | null;
    traceIds: string[];
  }[];
  agreement: number | null;
  kappa: number | null;
}

export interface ScoreSearch extends PageSearch {
  tab?: "analytics";
  name?: string;
  type?: DataType;
  source?: Source;
  /** Value from (included) and to (included). */
  low?: number;
  high?: number;
  label?: string;
  /** For analytics: keys of kinds, see `kindKey`. */
  first?: string;
  second?: string;
}

export function readScoreSearch(search: Record<string, unknown>): ScoreSearch {
  const text = (value: unknown) => (value === undefined || value === "" ? undefined : String(value));
  const number = (value: unknown) => {
    const read = Number(value);
    return value === undefined || value === "" || !Number.isFinite(read) ? undefined : read;
  };
  return {
    ...readPageSearch(search),
    tab: search.tab === "analytics" ? "analytics" : undefined,
    name: text(search.name),
    type: DATA_TYPES.find((each) => each === search.type),
    source: SOURCES.find((each) => each === search.source),
    low: number(search.low),
    high: number(search.high),
    label: text(search.label),
    first: text(search.first),
    second: text(search.second),
  };
}

/** A kind in one word: type, source, name. */
export const kindKey = (kind: Pick<ScoreKind, "name" | "dataType" | "source">): string =>
  `${kind.dataType}:${kind.source}:${kind.name}`;

export function kindOf(key: string | undefined): { name: string; dataType: string; source: string } | undefined {
  const match = /^([A-Z]+):([A-Z]+):(.+)$/s.exec(key ?? "");
  return match ? { dataType: match[1] ?? "", source: match[2] ?? "", name: match[3] ?? "" } : undefined;
}

/** Filters of the public list for what the page shows. */
export function conditionsOf(search: ScoreSearch): unknown[] {
  const conditions: unknown[] = [];
  if (search.low !== undefined) conditions.push({ type: "number", column: "value", operator: ">=", value: search.low });
  if (search.high !== undefined) conditions.push({ type: "number", column: "value", operator: "<=", value: search.high });
  if (search.label !== undefined) conditions.push({ type: "string", column: "stringValue", operator: "=", value: search.label });
  return conditions;
}
