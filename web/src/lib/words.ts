// Names of the metrics language as people say them.

const NAMES: Record<string, string> = {
  providedModelName: "model",
  observationModelName: "model",
  userId: "user",
  sessionId: "session",
  traceId: "trace",
  traceName: "trace name",
  parentObservationId: "parent",
  calledToolNames: "tool called",
  toolNames: "tool offered",
  gatewayKeyAlias: "gateway key",
  gatewayTeamAlias: "gateway team",
  gatewayUserId: "gateway user",
  stringValue: "value",
  booleanValue: "value",
  uniqueUserIds: "users",
  uniqueSessionIds: "sessions",
  totalCost: "cost",
  costByType: "cost",
  usageByType: "tokens",
  costType: "kind of token",
  usageType: "kind of token",
  totalTokens: "tokens",
  timeToFirstToken: "time to first token",
};

const AGGREGATIONS: Record<string, string> = {
  sum: "",
  count: "count",
  avg: "average",
  min: "smallest",
  max: "largest",
  p50: "median",
  uniq: "different",
  histogram: "spread of",
};

export function fieldWord(name: string): string {
  return NAMES[name] ?? name.replace(/([a-z])([A-Z])/g, (_, low, high) => `${low} ${high.toLowerCase()}`);
}

const UNITS: Record<string, string> = { percent: "%", millisecond: "ms", count: "" };

/** A unit of the metrics language as it stands behind a number. */
export const unitWord = (unit: string): string => UNITS[unit] ?? unit;

/** Measures that share their word with another: what sets them apart where one is chosen. */
const APART: Record<string, string> = { costByType: " by kind of token", usageByType: " by kind" };

/** `latency` in `millisecond` as `Latency (ms)`, `inputTokens` in `tokens` as `Input tokens`. */
export function measureWord({ name, unit }: { name: string; unit?: string | null }): string {
  const word = fieldWord(name);
  return capital(word + (APART[name] ?? "")) + (unit && !word.endsWith(unit) ? ` (${unitWord(unit)})` : "");
}

export function aggregationWord(name: string): string {
  return AGGREGATIONS[name] || name;
}

/** `sum_totalCost` as `cost`, `p95_latency` as `p95 latency`. */
export function metricWord({ agg, measure }: { agg: string; measure: string }): string {
  const word = fieldWord(measure);
  if (agg === "count") return measure === "count" ? "count" : `count of ${word}`;
  return [AGGREGATIONS[agg] ?? agg, word].filter(Boolean).join(" ");
}

export const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
