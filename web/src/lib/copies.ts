// A chart as something to run elsewhere.
import { HOST } from "./base";
import { granularity, isSeries, questionOf, type Scope } from "./chartAnswer";
import type { Chart } from "./dashboards";
import { type MetricsFilter, pathOf, STEP } from "./metrics";

/** The chart's question as a line for a shell; the key pair comes from its variables. */
export function curlOf(chart: Chart, scope: Scope): string {
  const question = JSON.stringify(questionOf(chart, scope)).replaceAll("'", "'\\''");
  return [
    `curl -sG '${HOST}${pathOf(chart.view)}'`,
    `-u "$LANGFUSE_PUBLIC_KEY:$LANGFUSE_SECRET_KEY"`,
    `--data-urlencode 'query=${question}'`,
  ].join(" \\\n  ");
}

/** Labels of the Prometheus series, by the column they come from. */
const LABELS: Record<string, string> = { providedModelName: "model", userId: "user" };

/** Only calls of models are counted in Prometheus. */
const isCalls = ({ column, operator, value }: MetricsFilter) =>
  column === "type" && operator === "any of" && String(value) === "GENERATION";
const isFailed = ({ column, operator, value }: MetricsFilter) =>
  column === "level" && operator === "any of" && String(value) === "ERROR";

const COUNTERS: Record<string, string> = {
  sum_totalCost: "gatelight_llm_cost_usd_total",
  sum_totalTokens: "gatelight_llm_tokens_total",
  count_count: "gatelight_llm_requests_total",
};
const HISTOGRAMS: Record<string, string> = {
  latency: "gatelight_llm_request_duration_seconds_bucket",
  timeToFirstToken: "gatelight_llm_time_to_first_token_seconds_bucket",
};

/** The chart's first metric in PromQL, where Prometheus has the same numbers; else undefined. */
export function promqlOf(chart: Chart, scope: Scope): string | undefined {
  const metric = chart.metrics[0];
  if (chart.view !== "observations" || !metric) return undefined;
  const filters = [...chart.filters, ...scope.filters];
  const failed = filters.some(isFailed);
  const calls = filters.some(isCalls);
  const matchers = [`project="${escaped(scope.project)}"`];
  for (const filter of filters) {
    if (isCalls(filter) || isFailed(filter)) continue;
    const matcher = matcherOf(filter);
    if (!matcher) return undefined;
    matchers.push(matcher);
  }
  const groups = chart.dimensions.map(({ field }) => LABELS[field]);
  if (groups.some((label) => label === undefined)) return undefined;
  const series = isSeries(chart);
  const span = series
    ? STEP[granularity(chart, scope.span)]
    : scope.span.to - scope.span.from;
  const over = `[${Math.round(span / 1000)}s]`;
  const within = `{${matchers.join(", ")}}`;
  const name = `${metric.agg}_${metric.measure}`;
  const by = (labels: (string | undefined)[]) => (labels.length ? ` by (${labels.join(", ")})` : "");
  if (name in COUNTERS) {
    if (name === "count_count" && !calls) return undefined;
    if (failed && name !== "count_count") return undefined;
    const counter = failed ? "gatelight_llm_errors_total" : COUNTERS[name];
    return `sum${by(groups)} (increase(${counter}${within}${over}))`;
  }
  const histogram = HISTOGRAMS[metric.measure];
  const quantile = /^p(\d\d)$/.exec(metric.agg)?.[1];
  if (!histogram || !quantile || !calls || failed) return undefined;
  return `histogram_quantile(0.${quantile}, sum${by(["le", ...groups])} (rate(${histogram}${within}${over})))`;
}

function matcherOf({ column, operator, value }: MetricsFilter): string | undefined {
  const label = LABELS[column];
  if (!label) return undefined;
  if (operator === "=") return `${label}="${escaped(String(value))}"`;
  if (!Array.isArray(value) || (operator !== "any of" && operator !== "none of")) return undefined;
  const pattern = value.map((each) => escaped(String(each).replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))).join("|");
  return `${label}${operator === "any of" ? "=~" : "!~"}"${pattern}"`;
}

const escaped = (text: string) => text.replace(/["\\]/g, "\\$&");

/** The Grafana dashboard with the chart's time, project, models and users. */
export function grafanaOf(address: string, chart: Chart, scope: Scope): string {
  const url = new URL(address);
  url.searchParams.set("from", String(scope.span.from));
  url.searchParams.set("to", String(scope.span.to));
  url.searchParams.append("var-project", scope.project);
  for (const { column, operator, value } of [...chart.filters, ...scope.filters]) {
    const label = LABELS[column];
    if (!label || (operator !== "any of" && operator !== "=")) continue;
    for (const each of Array.isArray(value) ? value : [value]) {
      url.searchParams.append(`var-${label}`, String(each));
    }
  }
  return url.href;
}
