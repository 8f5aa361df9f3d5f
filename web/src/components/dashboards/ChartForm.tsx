import { Plus, X } from "lucide-react";
import { CHART_TYPES, type Chart, type ChartType } from "../../lib/dashboards";
import type { Language, View, ViewName } from "../../lib/metrics";
import { aggregationWord, capital, fieldWord, measureWord } from "../../lib/words";
import { Button } from "../Button";
import { TextField } from "../Field";
import { IconButton } from "../IconButton";
import { Select, optionsOf } from "../Select";
import { FilterRows } from "./FilterRows";

interface Props {
  chart: Chart;
  language: Language;
  onChange: (chart: Chart) => void;
}

const VIEWS: Record<ViewName, string> = {
  observations: "Observations",
  traces: "Traces",
  "scores-numeric": "Numeric scores",
  "scores-boolean": "Boolean scores",
  "scores-categorical": "Categorical scores",
};

const GRANULARITIES = ["auto", "minute", "hour", "day", "week", "month"] as const;

/** Charts without a dimension, and those that show one metric. */
const NO_GROUPS: ChartType[] = ["NUMBER", "HISTOGRAM"];
const ONE_METRIC: ChartType[] = ["NUMBER", "HISTOGRAM", "PIE", "HORIZONTAL_BAR", "VERTICAL_BAR"];

/** Makes a chart one that its type can show. */
export function fitting(chart: Chart, view: View): Chart {
  const { chartType } = chart;
  const aggregation = (metric: Chart["metrics"][number]) => {
    const measure = view.measures.find(({ name }) => name === metric.measure) ?? view.measures[0];
    const choices = aggregationsOf(chartType, measure?.aggregations ?? ["count"]);
    const agg = choices.includes(metric.agg) ? metric.agg : (choices[0] ?? "count");
    return { measure: measure?.name ?? "count", agg };
  };
  const metrics = chart.metrics.map(aggregation);
  const dimensions = chart.dimensions.filter(({ field }) => view.dimensions.some(({ name }) => name === field));
  const wanted = ["PIE", "HORIZONTAL_BAR", "VERTICAL_BAR", "PIVOT_TABLE"].includes(chartType);
  const usual = view.dimensions.find(({ name }) => name === "name")?.name;
  return {
    ...chart,
    metrics: ONE_METRIC.includes(chartType) ? metrics.slice(0, 1) : metrics,
    dimensions: NO_GROUPS.includes(chartType)
      ? []
      : dimensions.length === 0 && wanted && usual
        ? [{ field: usual }]
        : dimensions,
    filters: chart.filters.filter(({ column }) => view.filters.some(({ name }) => name === column)),
  };
}

const aggregationsOf = (chartType: ChartType, all: string[]) =>
  all.filter((each) => (each === "histogram") === (chartType === "HISTOGRAM"));

export function ChartForm({ chart, language, onChange }: Props) {
  const view = language.views.find(({ name }) => name === chart.view) ?? language.views[0]!;
  const change = (to: Partial<Chart>) => {
    const next = { ...chart, ...to };
    onChange(fitting(next, language.views.find(({ name }) => name === next.view) ?? view));
  };
  const config = (to: Partial<Chart["chartConfig"]>) =>
    change({ chartConfig: { ...chart.chartConfig, ...to } });
  const { chartType } = chart;
  const series = chartType.endsWith("_TIME_SERIES");
  const listed = !series && !NO_GROUPS.includes(chartType);
  return (
    <div className="editor-form">
      <TextField label="Name" value={chart.name} onChange={(name) => change({ name })} maxLength={500} />
      <TextField
        label="Description"
        value={chart.description}
        onChange={(description) => change({ description })}
      />
      <div className="editor-pair">
        <Select
          label="Of"
          value={chart.view}
          options={optionsOf(language.views.map(({ name }) => name), (name) => VIEWS[name])}
          onChange={(name) => change({ view: name })}
        />
        <Select
          label="Drawn as"
          value={chartType}
          options={optionsOf(Object.keys(CHART_TYPES) as ChartType[], (name) => CHART_TYPES[name])}
          onChange={(name) => change({ chartType: name })}
        />
      </div>
      <Metrics chart={chart} view={view} onChange={(metrics) => change({ metrics })} />
      {!NO_GROUPS.includes(chartType) && (
        <Dimensions chart={chart} view={view} onChange={(dimensions) => change({ dimensions })} />
      )}
      <FilterRows filters={chart.filters} view={view} onChange={(filters) => change({ filters })} />
      {series && (
        <Select
          label="A point for each"
          value={chart.chartConfig.granularity ?? "auto"}
          options={optionsOf(GRANULARITIES, (name) => (name === "auto" ? "what fits the time range" : name))}
          onChange={(granularity) => config({ granularity })}
        />
      )}
      {listed && (
        <TextField
          label="At most so many rows"
          type="number"
          min={1}
          max={1000}
          value={chart.chartConfig.row_limit ?? 20}
          onChange={(text) => config({ row_limit: within(text, 1, 1000) })}
        />
      )}
      {chartType === "HISTOGRAM" && (
        <TextField
          label="Bins"
          type="number"
          min={1}
          max={100}
          value={chart.chartConfig.bins ?? 20}
          onChange={(text) => config({ bins: within(text, 1, 100) })}
        />
      )}
    </div>
  );
}

const within = (text: string, low: number, high: number) =>
  Math.min(high, Math.max(low, Math.round(Number(text)) || low));

interface PartProps<T> {
  chart: Chart;
  view: View;
  onChange: (to: T) => void;
}

function Metrics({ chart, view, onChange }: PartProps<Chart["metrics"]>) {
  const { metrics, chartType } = chart;
  const put = (at: number, to: Chart["metrics"][number]) =>
    onChange(metrics.map((each, index) => (index === at ? to : each)));
  return (
    <fieldset className="editor-rows">
      <legend>Measure</legend>
      {metrics.map((metric, at) => {
        const measure = view.measures.find(({ name }) => name === metric.measure);
        return (
          <div className="editor-row" key={at}>
            <Select
              quiet
              small
              label={`Measure ${at + 1}`}
              value={metric.measure}
              options={view.measures.map((each) => ({ value: each.name, label: measureWord(each) }))}
              onChange={(name) => put(at, { ...metric, measure: name })}
            />
            <Select
              quiet
              small
              label={`Measure ${at + 1}: aggregation`}
              value={metric.agg}
              options={optionsOf(
                aggregationsOf(chartType, measure?.aggregations ?? [metric.agg]),
                aggregationWord,
              )}
              onChange={(agg) => put(at, { ...metric, agg })}
            />
            {metrics.length > 1 && (
              <IconButton
                icon={X}
                aria-label={`Remove measure ${at + 1}`}
                onClick={() => onChange(metrics.filter((_, index) => index !== at))}
              />
            )}
          </div>
        );
      })}
      {!ONE_METRIC.includes(chartType) && metrics.length < 20 && (
        <Button small icon={Plus} onClick={() => onChange([...metrics, { measure: "count", agg: "count" }])}>
          Measure
        </Button>
      )}
    </fieldset>
  );
}

function Dimensions({ chart, view, onChange }: PartProps<Chart["dimensions"]>) {
  const { dimensions } = chart;
  const free = view.dimensions.filter(({ name }) => !dimensions.some(({ field }) => field === name));
  return (
    <fieldset className="editor-rows">
      <legend>By</legend>
      {dimensions.map(({ field }, at) => (
        <div className="editor-row" key={field}>
          <Select
            quiet
            small
            label={`Group ${at + 1}`}
            value={field}
            options={optionsOf([field, ...free.map(({ name }) => name)], (name) => capital(fieldWord(name)))}
            onChange={(to) => onChange(dimensions.map((each, index) => (index === at ? { field: to } : each)))}
          />
          <IconButton
            icon={X}
            aria-label={`Remove group ${at + 1}`}
            onClick={() => onChange(dimensions.filter((_, index) => index !== at))}
          />
        </div>
      ))}
      {dimensions.length < 4 && (
        <Button
          small
          icon={Plus}
          onClick={() =>
            onChange([...dimensions, { field: (free.find(({ name }) => name === "name") ?? free[0])?.name ?? "name" }])
          }
        >
          Group
        </Button>
      )}
    </fieldset>
  );
}
