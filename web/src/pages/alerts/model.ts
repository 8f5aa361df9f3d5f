// What alerts are on the wire, and the words for it.
import { api } from "../../lib/api";
import { shown } from "../../components/charts";

export type AlertState = "ok" | "alerting" | "no_data" | "unknown";

export interface TextFilter {
  type: "string";
  column: string;
  operator: string;
  value: string;
}

export interface AlertQuery {
  view: string;
  measure: string;
  aggregation: string;
  filters: TextFilter[];
  groupBy: string[];
  shareFilters: TextFilter[] | null;
}

export interface Condition {
  query: AlertQuery;
  operator: string;
  threshold: number;
  clearThreshold: number | null;
  windowSeconds: number;
}

export interface AlertDraft extends Condition {
  name: string;
  description: string;
  everySeconds: number;
  confirmations: number;
  whenEmpty: string;
  severity: string;
  channelIds: string[];
  remindSeconds: number | null;
  enabled: boolean;
}

export interface Alert extends AlertDraft {
  id: string;
  mutedUntil: string | null;
  state: AlertState;
  value: number | null;
  checkedAt: string | null;
  error: string | null;
  groups: { group: Record<string, unknown>; state: AlertState; value: number | null; since: string; checkedAt: string }[];
  groupCount: number;
}

export interface AlertEvent {
  id: string;
  alertId: string;
  alertName: string;
  at: string;
  group: Record<string, unknown>;
  fromState: AlertState;
  toState: AlertState;
  value: number | null;
  threshold: number;
  channels: number;
  muted: boolean;
}

export interface Channel {
  id: string;
  name: string;
  kind: "email" | "webhook" | "slack";
  recipients: string[];
  display: string;
  lastAt: string | null;
  lastError: string | null;
}

export interface Preview {
  times: string[];
  series: { group: Record<string, unknown>; values: (number | null)[] }[];
  unit: string;
  breaches: number;
}

export const alertsPath = (projectId: string) => `/api/projects/${encodeURIComponent(projectId)}/alerts`;
export const channelsPath = (projectId: string) =>
  `/api/projects/${encodeURIComponent(projectId)}/notification-channels`;

export const alertsQuery = (projectId: string) => ({
  queryKey: ["alerts", projectId],
  queryFn: ({ signal }: { signal: AbortSignal }) => api<{ data: Alert[] }>(alertsPath(projectId), { signal }),
  refetchInterval: 15_000,
});

export const channelsQuery = (projectId: string) => ({
  queryKey: ["channels", projectId],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    api<{ data: Channel[]; emailSetUp: boolean }>(channelsPath(projectId), { signal }),
});

const LEVEL_ERROR: TextFilter = { type: "string", column: "level", operator: "=", value: "ERROR" };

interface Measure {
  label: string;
  query: Pick<AlertQuery, "view" | "measure" | "aggregation" | "shareFilters">;
  unit: string;
  threshold: number;
}

const observed = (measure: string, aggregation: string, shareFilters: TextFilter[] | null = null) => ({
  view: "observations",
  measure,
  aggregation,
  shareFilters,
});

/** What people watch, with a threshold to start from. */
export const MEASURES: Record<string, Measure> = {
  errors: { label: "Error rate", query: observed("count", "count", [LEVEL_ERROR]), unit: "percent", threshold: 5 },
  cost: { label: "Cost", query: observed("totalCost", "sum"), unit: "USD", threshold: 10 },
  p95: { label: "Latency, 95th percentile", query: observed("latency", "p95"), unit: "millisecond", threshold: 10000 },
  p50: { label: "Latency, median", query: observed("latency", "p50"), unit: "millisecond", threshold: 5000 },
  first: {
    label: "Time to first token, 95th percentile",
    query: observed("timeToFirstToken", "p95"),
    unit: "millisecond",
    threshold: 3000,
  },
  tokens: { label: "Tokens", query: observed("totalTokens", "sum"), unit: "tokens", threshold: 1_000_000 },
  calls: { label: "Observations", query: observed("count", "count"), unit: "count", threshold: 1000 },
  score: {
    label: "Average of numeric scores",
    query: { view: "scores-numeric", measure: "value", aggregation: "avg", shareFilters: null },
    unit: "score",
    threshold: 0.5,
  },
};

/** Which of MEASURES a question is; "" for one made through the API. */
export function measureOf(query: AlertQuery): string {
  const same = (each: Measure) =>
    each.query.view === query.view &&
    each.query.measure === query.measure &&
    each.query.aggregation === query.aggregation &&
    Boolean(each.query.shareFilters) === Boolean(query.shareFilters?.length);
  return Object.keys(MEASURES).find((key) => same(MEASURES[key] as Measure)) ?? "";
}

export const measureName = (query: AlertQuery): string =>
  MEASURES[measureOf(query)]?.label ?? `${query.aggregation} of ${query.measure}`;

export function unitOf(query: AlertQuery): string {
  const known = MEASURES[measureOf(query)]?.unit;
  if (known) return known;
  if (query.shareFilters?.length) return "percent";
  return query.measure.endsWith("Cost") ? "USD" : query.measure.toLowerCase().includes("latency") ? "millisecond" : "";
}

export const FIELDS: [column: string, label: string][] = [
  ["providedModelName", "Model"],
  ["userId", "User"],
  ["environment", "Environment"],
  ["traceName", "Trace name"],
  ["name", "Name"],
  ["type", "Type"],
  ["level", "Level"],
  ["promptName", "Prompt"],
  ["gatewayKeyAlias", "Gateway key"],
  ["gatewayUserId", "Gateway user"],
  ["gatewayTeamAlias", "Gateway team"],
];
/** How many fields an alert may be by. */
export const MOST_FIELDS = 3;
export const fieldLabel = (column: string) => FIELDS.find(([each]) => each === column)?.[1] ?? column;

const SPANS: [number, string][] = [
  [86_400, "day"],
  [3600, "hour"],
  [60, "minute"],
];
export function spanName(seconds: number): string {
  const [size, name] = SPANS.find(([each]) => seconds % each === 0) ?? [1, "second"];
  const count = seconds / size;
  return count === 1 ? name : `${count} ${name}s`;
}

export function conditionText(alert: Condition): string {
  const signs: Record<string, string> = { ">": "above", ">=": "at least", "<": "below", "<=": "at most" };
  const by = alert.query.groupBy.length ? `, by ${alert.query.groupBy.map(fieldLabel).join(", ").toLowerCase()}` : "";
  return `${measureName(alert.query)} over ${spanName(alert.windowSeconds)} ${
    signs[alert.operator] ?? alert.operator
  } ${shown(alert.threshold, unitOf(alert.query))}${by}`;
}

export const groupName = (group: Record<string, unknown>): string =>
  Object.entries(group)
    .map(([, value]) => (value === null || value === "" ? "none" : String(value)))
    .join(" · ");

export const NEW_ALERT: AlertDraft = {
  name: "",
  description: "",
  query: { ...(MEASURES.errors as Measure).query, filters: [], groupBy: [] },
  operator: ">",
  threshold: 5,
  clearThreshold: null,
  windowSeconds: 900,
  everySeconds: 60,
  confirmations: 1,
  whenEmpty: "ok",
  severity: "warning",
  channelIds: [],
  remindSeconds: null,
  enabled: true,
};
