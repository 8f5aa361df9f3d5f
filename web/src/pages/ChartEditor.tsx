import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useDeferredValue, useMemo, useState } from "react";
import { Button } from "../components/Button";
import { ChartForm } from "../components/dashboards/ChartForm";
import { ChartView } from "../components/dashboards/ChartView";
import { complete } from "../components/dashboards/FilterRows";
import { SpanTools } from "../components/dashboards/SpanTools";
import { PageHead } from "../components/PageHead";
import { ErrorLine, Problem } from "../components/Problem";
import { Skeleton } from "../components/Skeleton";
import type { Scope } from "../lib/chartAnswer";
import {
  bare,
  changeDashboard,
  changeWidget,
  type Chart,
  type Dashboard,
  dashboardsQuery,
  makeWidget,
  type Placement,
  presetsQuery,
  widgetsQuery,
} from "../lib/dashboards";
import { bottomOf, newId, settled } from "../lib/grid";
import { type Language, languageQuery } from "../lib/metrics";
import { environmentFilter, type SpanSearch, USUAL, useSpan } from "../lib/spanSearch";
import { absolute } from "../lib/timeRange";
import "../styles/dashboards.css";

const ROUTE = "/signed-in/project/$projectId/dashboards/$dashboardId/chart";

export interface EditorSearch extends SpanSearch {
  /** The placement whose chart is edited; a new chart when absent. */
  placement?: string;
}

const NEW: Chart = {
  name: "New chart",
  description: "",
  view: "observations",
  dimensions: [{ field: "providedModelName" }],
  metrics: [{ measure: "totalCost", agg: "sum" }],
  filters: [],
  chartType: "BAR_TIME_SERIES",
  chartConfig: {},
};

export function ChartEditor() {
  const { projectId, dashboardId } = useParams({ from: ROUTE });
  const { placement: placementId } = useSearch({ from: ROUTE });
  const boards = useQuery(dashboardsQuery(projectId));
  const presets = useQuery(presetsQuery(projectId));
  const widgets = useQuery(widgetsQuery(projectId));
  const language = useQuery(languageQuery(projectId));
  const error = boards.error ?? presets.error ?? widgets.error ?? language.error;
  if (error) return <Problem title="The chart cannot be read" text={error.message} reload />;
  if (!boards.data || !presets.data || !widgets.data || !language.data) return <Skeleton lines={8} />;
  const board = boards.data.find(({ id }) => id === dashboardId);
  const placement = board?.definition.widgets.find(({ id }) => id === placementId);
  if (!board || (placementId && !placement)) {
    return <Problem title="There is no such chart" text="Somebody may have taken it off the dashboard." />;
  }
  const chart =
    placement?.type === "preset"
      ? presets.data.widgets.find(({ id }) => id === placement.presetId)
      : widgets.data.find(({ id }) => id === placement?.widgetId);
  return (
    <Editor board={board} placement={placement} first={bare(chart ?? NEW)} language={language.data} />
  );
}

interface EditorProps {
  board: Dashboard;
  placement: Placement | undefined;
  first: Chart;
  language: Language;
}

function Editor({ board, placement, first, language }: EditorProps) {
  const { projectId, dashboardId } = useParams({ from: ROUTE });
  const search = useSearch({ from: ROUTE });
  const navigate = useNavigate({ from: "/project/$projectId/dashboards/$dashboardId/chart" });
  const client = useQueryClient();
  const [chart, setChart] = useState(first);
  const shown = useDeferredValue(chart);
  const range = search.range ?? USUAL;
  const { span, refresh } = useSpan(range);
  const scope: Scope = useMemo(
    () => ({ project: projectId, span, filters: [...board.filters, ...environmentFilter(search.env)] }),
    [projectId, span, board.filters, search.env],
  );
  const go = (to: Partial<EditorSearch>) =>
    void navigate({ search: (before: EditorSearch) => ({ ...before, ...to }), replace: true });
  const back = {
    to: "/project/$projectId/dashboards/$dashboardId",
    params: { projectId, dashboardId },
    search: { range: search.range, env: search.env, edit: true },
  } as const;
  const save = useMutation({
    mutationFn: async () => {
      const kept = { ...chart, name: chart.name.trim() || "Chart", filters: complete(chart.filters) };
      if (placement?.type === "widget" && placement.widgetId) {
        await changeWidget(projectId, placement.widgetId, kept);
        return;
      }
      const { id: widgetId } = await makeWidget(projectId, kept);
      const all = board.definition.widgets;
      const placed = placement
        ? all.map((each) => (each.id === placement.id ? inPlaceOf(each, widgetId) : each))
        : [...settled(all), atBottom(all, widgetId)];
      await changeDashboard(projectId, dashboardId, { definition: { widgets: placed } });
    },
    onSuccess: async () => {
      await Promise.all([
        client.invalidateQueries({ queryKey: ["widgets", projectId] }),
        client.invalidateQueries({ queryKey: ["dashboards", projectId] }),
      ]);
      await navigate(back);
    },
  });
  return (
    <form
      className="editor"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <PageHead title={placement ? `Edit: ${first.name}` : "New chart"}>
        <Link className="button small" {...back}>
          Cancel
        </Link>
        <Button small primary submit busy={save.isPending}>
          Save the chart
        </Button>
      </PageHead>
      <ErrorLine error={save.error} />
      {placement?.type === "preset" && (
        <p className="quiet">This ready-made chart becomes one of the project when it is saved.</p>
      )}
      <div className="editor-parts">
        <ChartForm chart={chart} language={language} onChange={setChart} />
        <section className="editor-preview" aria-label="Preview">
          <header className="tile-head">
            <h2>{chart.name}</h2>
            <SpanTools
              project={projectId}
              range={range}
              span={span}
              onRange={(to) => go({ range: to })}
              onRefresh={refresh}
            />
          </header>
          <div className="editor-chart">
            <ChartView
              chart={{ ...shown, filters: complete(shown.filters) }}
              scope={scope}
              language={language}
              onRange={(from, to) => go({ range: absolute(Math.round(from), Math.round(to)) })}
            />
          </div>
        </section>
      </div>
    </form>
  );
}

const inPlaceOf = ({ id, x, y, width, height }: Placement, widgetId: string): Placement => ({
  id,
  type: "widget",
  widgetId,
  x,
  y,
  width,
  height,
});

const atBottom = (placements: Placement[], widgetId: string): Placement => ({
  id: newId(),
  type: "widget",
  widgetId,
  x: 0,
  y: bottomOf(placements),
  width: 6,
  height: 5,
});
