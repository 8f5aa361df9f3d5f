import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { BASE } from "../../lib/base";
import {
  type Answer,
  answerOf,
  binsOf,
  categoriesOf,
  pivotOf,
  type Scope,
} from "../../lib/chartAnswer";
import type { Chart } from "../../lib/dashboards";
import { behind, type Part } from "../../lib/drill";
import type { Language } from "../../lib/metrics";
import { capital, fieldWord, metricWord } from "../../lib/words";
import {
  BigNumber,
  categoryTable,
  ChartFrame,
  exact,
  HorizontalBars,
  Histogram,
  Pie,
  type Pick,
  Pivot,
  TimeChart,
  timeTable,
  type TableData,
  VerticalBars,
} from "../charts";

interface Props {
  chart: Chart;
  scope: Scope;
  language: Language | undefined;
  /** A span was drawn with the pointer: milliseconds. */
  onRange?: (from: number, to: number) => void;
}

/** A chart with its numbers: asked when shown, given up when left; every part opens what is behind. */
export function ChartView({ chart, scope, language, onRange }: Props) {
  const router = useRouter();
  const view = language?.views.find(({ name }) => name === chart.view);
  const { chartType, metrics, dimensions, filters, chartConfig } = chart;
  const answer = useQuery({
    queryKey: [
      "metrics",
      scope.project,
      { view: chart.view, chartType, metrics, dimensions, filters, chartConfig },
      scope.span,
      scope.filters,
    ],
    queryFn: ({ signal }) => answerOf(chart, scope, view!, signal),
    enabled: Boolean(view),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
  const open = (part: Part) => router.history.push(BASE + behind(chart, scope, part));
  const fits = answer.data && !mismatched(chart, answer.data) ? answer.data : undefined;
  const unit = unitOf(chart, language);
  const onPick = ({ from, to, key }: Pick) =>
    open({ key, span: from !== undefined && to !== undefined ? inside({ from, to }, scope) : undefined });
  const shown = fits && draw({ chart, answer: fits, unit, language, open, onPick, onRange });
  return (
    <ChartFrame
      label={chart.name}
      pending={!fits && !answer.error}
      error={answer.error}
      empty={shown?.empty && <p>Nothing in this time</p>}
      table={shown?.table}
      onPick={shown?.onPick ?? onPick}
    >
      {shown?.element}
      {fits?.kind === "time" && fits.cut && (
        <p className="chart-note">
          More groups than one answer holds: the newest values may be missing. A filter helps.
        </p>
      )}
    </ChartFrame>
  );
}

/** The first and last bucket reach beyond what is shown; what is behind them does not. */
function inside(span: { from: number; to: number }, scope: Scope) {
  return { from: Math.max(span.from, scope.span.from), to: Math.min(span.to, scope.span.to) };
}

/** What was shown before, of another kind of chart: it must not be drawn as this one. */
function mismatched(chart: Chart, answer: Answer): boolean {
  const kind = chart.chartType.endsWith("_TIME_SERIES")
    ? "time"
    : chart.chartType === "NUMBER"
      ? "number"
      : "rows";
  return answer.kind !== kind;
}

export function unitOf(chart: Chart, language: Language | undefined, at = 0): string {
  const metric = chart.metrics[at];
  if (!metric) return "";
  if (metric.agg === "count" || metric.agg === "uniq") return "count";
  const view = language?.views.find(({ name }) => name === chart.view);
  return view?.measures.find(({ name }) => name === metric.measure)?.unit ?? "";
}

interface Drawing {
  chart: Chart;
  answer: Answer;
  unit: string;
  language: Language | undefined;
  open: (part: Part) => void;
  onPick: (pick: Pick) => void;
  onRange: Props["onRange"];
}

interface Drawn {
  element: ReactNode;
  empty: boolean;
  table?: () => TableData;
  /** For tables whose rows are picked in another way than by key. */
  onPick?: (pick: Pick) => void;
}

const KINDS = {
  LINE_TIME_SERIES: "line",
  AREA_TIME_SERIES: "area",
  BAR_TIME_SERIES: "bars",
} as const;

function draw({ chart, answer, unit, language, open, onPick, onRange }: Drawing): Drawn {
  const label = chart.name;
  if (answer.kind === "number") {
    const { value, before } = answer;
    return {
      element: <BigNumber label={label} value={value} before={before} unit={unit} onPick={onPick} />,
      empty: false,
    };
  }
  if (answer.kind === "time") {
    const { data } = answer;
    const kind = KINDS[chart.chartType as keyof typeof KINDS];
    const adds = chart.metrics.every(({ agg }) => agg === "sum" || agg === "count");
    return {
      element: (
        <TimeChart
          label={label}
          data={data}
          kind={kind}
          stacked={kind !== "line" && adds}
          unit={unit}
          onPick={onPick}
          onRange={onRange}
        />
      ),
      empty: data.series.every(({ values }) => values.every((value) => !value)),
      table: () => timeTable(data, unit),
    };
  }
  const { rows } = answer;
  if (chart.chartType === "HISTOGRAM") {
    const bins = binsOf(chart, rows);
    return {
      element: <Histogram label={label} bins={bins} unit={unit} onPick={(bin) => open({ bin })} />,
      empty: bins.length === 0,
      table: () => ({
        columns: ["From – to", "Count"],
        rows: bins.map(({ low, high, height }) => [
          `${exact(low, unit)} – ${exact(high, unit)}`,
          String(height),
        ]),
        pickOf: (row) => ({ key: String(row) }),
      }),
      onPick: ({ key }) => open({ bin: bins[Number(key)] }),
    };
  }
  if (chart.chartType === "PIVOT_TABLE") {
    return {
      element: (
        <Pivot
          label={label}
          levels={chart.dimensions.map(({ field }) => capital(fieldWord(field)))}
          measures={chart.metrics.map((metric, at) => ({
            name: capital(metricWord(metric)),
            unit: unitOf(chart, language, at),
          }))}
          rows={pivotOf(chart, rows)}
          onPick={(row) =>
            open({ values: row.path.map((_, at) => valueAt(chart, rows, row.path, at)) })
          }
        />
      ),
      empty: rows.length === 0,
    };
  }
  const categories = categoriesOf(chart, rows);
  const Element =
    chart.chartType === "PIE" ? Pie : chart.chartType === "VERTICAL_BAR" ? VerticalBars : HorizontalBars;
  const metric = chart.metrics[0] ?? { agg: "count", measure: "count" };
  return {
    element: <Element label={label} categories={categories} unit={unit} onPick={onPick} />,
    empty: categories.every(({ value }) => !value),
    table: () =>
      categoryTable(categories, unit, [
        capital(chart.dimensions.map(({ field }) => fieldWord(field)).join(" · ")),
        capital(metricWord(metric)),
      ]),
  };
}

/** The value itself of a table's group: what is shown is text. */
function valueAt(chart: Chart, rows: Record<string, unknown>[], path: { key: string }[], at: number) {
  const field = chart.dimensions[at]?.field ?? "";
  const row = rows.find((each) =>
    chart.dimensions.every(({ field: other }, index) => String(each[other] ?? "") === path[index]?.key),
  );
  const value = row?.[field];
  return value === undefined || typeof value === "object" ? null : (value as string | number | boolean);
}

