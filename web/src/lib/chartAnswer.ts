// What a chart shows, asked of the metrics API: one question mostly, more when there are many groups.
import type { ChartSeries, TimeData } from "../components/charts/model";
import type { Chart } from "./dashboards";
import {
  alignedSpan,
  ask,
  type Granularity,
  granularityOf,
  type MetricsFilter,
  type Question,
  type Row,
  type Span,
  STEP,
  times,
  type Value,
  type View,
} from "./metrics";
import { metricWord } from "./words";

export interface Scope {
  project: string;
  span: Span;
  /** Of the whole dashboard: environment and the like. */
  filters: MetricsFilter[];
}

/** What a series or category stands for: values of the chart's dimensions, and one of its metrics. */
export interface Group {
  values: Value[];
  metric: number;
}

export const keyOf = (group: Group): string => JSON.stringify([group.metric, ...group.values]);

export function groupOf(key: string): Group {
  const [metric, ...values] = JSON.parse(key) as [number, ...Value[]];
  return { metric, values };
}

/** The rest of the groups, put together: it has no values of its own. */
export const OTHER = "other";

const MOST_SERIES = 8;
const MOST_ROWS = 1000;
export const USUAL_ROWS = 20;

export type Answer =
  | { kind: "time"; data: TimeData; cut: boolean }
  | { kind: "rows"; rows: Row[] }
  | { kind: "number"; value: number | null; before: number | null };

export const isSeries = (chart: Chart) => chart.chartType.endsWith("_TIME_SERIES");

const resultKey = ({ agg, measure }: { agg: string; measure: string }) => `${agg}_${measure}`;
/** Whose values of parts add up to that of the whole. */
const ADDITIVE = ["sum", "count"];

function basis(chart: Chart, scope: Scope): Question {
  return {
    view: chart.view,
    metrics: chart.metrics.map(({ agg, measure }) => ({ measure, aggregation: agg })),
    dimensions: chart.dimensions,
    filters: [...chart.filters, ...scope.filters].map(({ key, ...rest }) =>
      key ? { key, ...rest } : rest,
    ),
    ...times(scope.span),
  };
}

export function granularity(chart: Chart, span: Span): Granularity {
  const wanted = chart.chartConfig.granularity ?? "auto";
  return wanted === "auto" ? granularityOf(span) : wanted;
}

/** The chart's main question, as it can be asked of the API by anybody. */
export function questionOf(chart: Chart, scope: Scope): Question {
  const question = basis(chart, scope);
  const { row_limit, bins } = chart.chartConfig;
  if (isSeries(chart)) {
    return { ...question, timeDimension: { granularity: granularity(chart, scope.span) } };
  }
  if (chart.chartType === "HISTOGRAM") return { ...question, config: { bins: bins ?? 20 } };
  if (chart.dimensions.length === 0) return question;
  const first = chart.metrics.find(({ agg }) => agg !== "histogram");
  return {
    ...question,
    orderBy: first && [{ field: resultKey(first), direction: "desc" }],
    config: { row_limit: row_limit ?? USUAL_ROWS },
  };
}

export async function answerOf(
  chart: Chart,
  scope: Scope,
  view: View,
  signal: AbortSignal,
): Promise<Answer> {
  if (isSeries(chart)) return series(chart, scope, view, signal);
  const question = questionOf(chart, scope);
  if (chart.chartType !== "NUMBER") {
    return { kind: "rows", rows: await ask(scope.project, question, signal) };
  }
  const length = scope.span.to - scope.span.from;
  const earlier = { from: scope.span.from - length, to: scope.span.from };
  const [now, before] = await Promise.all([
    ask(scope.project, question, signal),
    earlier.from > 0
      ? ask(scope.project, { ...question, ...times(earlier) }, signal)
      : Promise.resolve([]),
  ]);
  return { kind: "number", value: numberOf(chart, now), before: numberOf(chart, before) };
}

function numberOf(chart: Chart, rows: Row[]): number | null {
  const first = chart.metrics[0];
  const value = first && rows[0]?.[resultKey(first)];
  return typeof value === "number" ? value : null;
}

async function series(
  chart: Chart,
  scope: Scope,
  view: View,
  signal: AbortSignal,
): Promise<Answer> {
  const question = withCounts(questionOf(chart, scope));
  const limited = view.version === "v2";
  const rows = await ask(
    scope.project,
    limited ? { ...question, config: { row_limit: MOST_ROWS } } : question,
    signal,
  );
  const step = granularity(chart, scope.span);
  if (!limited || rows.length < MOST_ROWS || chart.dimensions.length === 0) {
    return { kind: "time", data: drawn(chart, step, rows), cut: rows.length >= MOST_ROWS && limited };
  }
  return largest(chart, scope, question, step, signal);
}

/** Too many rows for one answer: the largest groups over time, and what all add up to. */
async function largest(
  chart: Chart,
  scope: Scope,
  question: Question,
  step: Granularity,
  signal: AbortSignal,
): Promise<Answer> {
  const buckets = Math.ceil((scope.span.to - scope.span.from) / STEP[step]) + 1;
  const most = Math.max(1, Math.min(MOST_SERIES, Math.floor(MOST_ROWS / buckets)));
  const top = await ask(
    scope.project,
    questionOf(
      { ...chart, chartType: "HORIZONTAL_BAR", chartConfig: { row_limit: most } },
      scope,
    ),
    signal,
  );
  const only = chart.dimensions.map(({ field }) => ({
    column: field,
    type: "stringOptions",
    operator: "any of",
    value: [...new Set(top.map((row) => String(row[field] ?? "")))],
  }));
  const config = { row_limit: MOST_ROWS };
  const [rows, whole] = await Promise.all([
    ask(scope.project, { ...question, filters: [...question.filters, ...only], config }, signal),
    chart.metrics.every(({ agg }) => ADDITIVE.includes(agg))
      ? ask(scope.project, { ...question, dimensions: [], config }, signal)
      : Promise.resolve([]),
  ]);
  const data = drawn(chart, step, rows, whole);
  return { kind: "time", data, cut: rows.length >= MOST_ROWS };
}

/** An empty bucket's average is not zero: counts tell which buckets are empty. */
function withCounts(question: Question): Question {
  if (question.metrics.every(({ aggregation }) => ADDITIVE.includes(aggregation))) return question;
  const count = { measure: "count", aggregation: "count" };
  return { ...question, metrics: [...question.metrics, count] };
}

/** Rows of a series as lines to draw: the largest groups, the rest of a sum as `other`. */
function drawn(
  chart: Chart,
  step: Granularity,
  rows: Row[],
  whole: Row[] = [],
): TimeData {
  const starts = [...new Set([...rows, ...whole].map((row) => Date.parse(String(row.time_dimension))))];
  const begins = starts.sort((one, other) => one - other);
  const at = new Map(begins.map((time, index) => [time, index]));
  const found = new Map<string, ChartSeries>();
  for (const row of rows) {
    const values = chart.dimensions.map(({ field }) => row[field] as Value);
    // Buckets without rows come as zeros of no group.
    const empty = values.length > 0 && values.every((each) => each === null) && isZero(chart, row);
    if (empty) continue;
    const index = at.get(Date.parse(String(row.time_dimension))) ?? 0;
    chart.metrics.forEach((metric, number) => {
      const key = keyOf({ values, metric: number });
      const value = row[resultKey(metric)];
      const additive = ADDITIVE.includes(metric.agg);
      let line = found.get(key);
      if (!line) {
        const gap = additive || metric.agg === "uniq" ? 0 : null;
        line = {
          key,
          name: nameOf(chart, { values, metric: number }),
          values: new Array<number | null>(begins.length).fill(gap),
        };
        found.set(key, line);
      }
      const nothing = !additive && row.count_count === 0;
      if (nothing && metric.agg !== "uniq") line.values[index] = null;
      else line.values[index] = typeof value === "number" ? value : null;
    });
  }
  const all = [...found.values()].sort((one, other) => size(other) - size(one));
  const length = STEP[step];
  const data = { times: begins, step: length, series: all };
  return chart.dimensions.length === 0 ? data : { ...data, series: folded(chart, all, whole, at) };
}

function folded(
  chart: Chart,
  all: ChartSeries[],
  whole: Row[],
  at: Map<number, number>,
): ChartSeries[] {
  const first = chart.metrics[0];
  const additive = chart.metrics.length === 1 && first && ADDITIVE.includes(first.agg);
  if (all.length <= MOST_SERIES && whole.length === 0) return all;
  const kept = all.slice(0, MOST_SERIES);
  if (!additive) return kept;
  const rest = new Array<number>(at.size).fill(0);
  if (whole.length > 0) {
    for (const row of whole) {
      const index = at.get(Date.parse(String(row.time_dimension))) ?? 0;
      rest[index] = Number(row[resultKey(first)] ?? 0);
    }
    for (const { values } of kept) values.forEach((value, index) => (rest[index]! -= value ?? 0));
  } else {
    for (const { values } of all.slice(MOST_SERIES)) {
      values.forEach((value, index) => (rest[index]! += value ?? 0));
    }
  }
  const left = rest.map((value) => (value > 1e-9 ? value : 0));
  return left.some((value) => value > 0)
    ? [...kept, { key: OTHER, name: "other", values: left }]
    : kept;
}

const isZero = (chart: Chart, row: Row) =>
  chart.metrics.every((metric) => !row[resultKey(metric)]) && !row.count_count;

const size = (series: ChartSeries) =>
  series.values.reduce<number>((sum, value) => sum + Math.abs(value ?? 0), 0);

export const valueWord = (value: Value): string =>
  value === null || value === "" ? "(none)" : String(value);

/** What a series is called: its group, its metric, or both where there are several of each. */
function nameOf(chart: Chart, { values, metric }: Group): string {
  const group = values.map(valueWord).join(" · ");
  const word = metricWord(chart.metrics[metric] ?? { agg: "count", measure: "count" });
  if (!group) return word;
  return chart.metrics.length > 1 ? `${group} · ${word}` : group;
}

/** The span a dashboard shows, its first bucket whole. */
export const spanOf = alignedSpan;

/** Rows of a chart without time as categories: by the first metric, the largest first. Those that
 * add nothing to a sum are left out. */
export function categoriesOf(chart: Chart, rows: Row[]) {
  const first = chart.metrics[0];
  const adds = ADDITIVE.includes(first?.agg ?? "");
  const kept = adds && first ? rows.filter((row) => row[resultKey(first)]) : rows;
  return kept.map((row) => {
    const values = chart.dimensions.map(({ field }) => row[field] as Value);
    const value = first && row[resultKey(first)];
    return {
      key: keyOf({ values, metric: 0 }),
      name: values.map(valueWord).join(" · ") || "all",
      value: typeof value === "number" ? value : null,
    };
  });
}

/** Rows of a table, with what is in common together and the largest first. */
export function pivotOf(chart: Chart, rows: Row[]) {
  const made = rows.map((row) => ({
    path: chart.dimensions.map(({ field }) => {
      const value = row[field] as Value;
      return { key: String(value ?? ""), name: valueWord(value), value };
    }),
    values: chart.metrics.map((metric) => {
      const value = row[resultKey(metric)];
      return typeof value === "number" ? value : null;
    }),
  }));
  const order = [...new Set(made.map(({ path }) => path[0]?.key ?? ""))];
  return made.sort((one, other) =>
    order.indexOf(one.path[0]?.key ?? "") - order.indexOf(other.path[0]?.key ?? ""),
  );
}

export function binsOf(chart: Chart, rows: Row[]) {
  const first = chart.metrics[0];
  const found = first && rows[0]?.[resultKey(first)];
  if (!Array.isArray(found)) return [];
  return found.map(([low = 0, high = 0, height = 0]) => ({ low, high, height }));
}
