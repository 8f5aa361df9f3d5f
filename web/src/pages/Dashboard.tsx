import * as Menu from "@radix-ui/react-dropdown-menu";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { ChartColumnIncreasing, Copy, EllipsisVertical, LayoutGrid, Pencil, Plus, Trash2 } from "lucide-react";
import { type ReactNode, useMemo, useState } from "react";
import { Button } from "../components/Button";
import { ConfirmDialog } from "../components/ConfirmDialog";
import { AddChart } from "../components/dashboards/AddChart";
import { Grid } from "../components/dashboards/Grid";
import { NoData } from "../components/dashboards/NoData";
import { RenameDashboard } from "../components/dashboards/RenameDashboard";
import { SpanTools } from "../components/dashboards/SpanTools";
import { Tile } from "../components/dashboards/Tile";
import { PageHead } from "../components/PageHead";
import { ErrorLine, Problem } from "../components/Problem";
import { Skeleton } from "../components/Skeleton";
import { toastError } from "../components/Toasts";
import type { Scope } from "../lib/chartAnswer";
import {
  bare,
  changeDashboard,
  type Chart,
  type Dashboard as Board,
  dashboardsQuery,
  deleteDashboard,
  isPreset,
  makeDashboard,
  makeWidget,
  type Placement,
  presetsQuery,
  widgetsQuery,
} from "../lib/dashboards";
import { bottomOf, newId, settled } from "../lib/grid";
import { languageQuery } from "../lib/metrics";
import { findProject, mayReadKeys, useSession } from "../lib/session";
import { environmentFilter, type SpanSearch, USUAL, useSpan } from "../lib/spanSearch";
import { absolute, type TimeRange } from "../lib/timeRange";
import "../styles/dashboards.css";

const ROUTE = "/signed-in/project/$projectId/dashboards/$dashboardId";

export interface DashboardSearch extends SpanSearch {
  /** The layout may be changed. */
  edit?: boolean;
}

export function Dashboard() {
  const { projectId, dashboardId } = useParams({ from: ROUTE });
  const presets = useQuery(presetsQuery(projectId));
  const own = useQuery(dashboardsQuery(projectId));
  const widgets = useQuery(widgetsQuery(projectId));
  const all = isPreset(dashboardId) ? presets.data?.dashboards : own.data;
  const board = all?.find(({ id }) => id === dashboardId);
  const error = presets.error ?? own.error ?? widgets.error;
  if (error) return <Problem title="The dashboard cannot be read" text={error.message} reload />;
  if (!board && all) {
    return (
      <Problem title="There is no such dashboard" text="Somebody may have deleted it.">
        <Link className="button" to="/project/$projectId/dashboards" params={{ projectId }}>
          All dashboards
        </Link>
      </Problem>
    );
  }
  if (!board || !presets.data || !widgets.data) return <Skeleton lines={8} />;
  const charts = new Map<string, Chart>([
    ...presets.data.widgets.map((each) => [`preset ${each.id}`, each] as const),
    ...widgets.data.map((each) => [`widget ${each.id}`, each] as const),
  ]);
  return <Shown key={board.id} board={board} charts={charts} />;
}

const chartKey = (placement: Placement) =>
  `${placement.type} ${placement.type === "preset" ? placement.presetId : placement.widgetId}`;

function Shown({ board, charts }: { board: Board; charts: Map<string, Chart> }) {
  const { projectId } = useParams({ from: ROUTE });
  const search = useSearch({ from: ROUTE });
  const navigate = useNavigate({ from: "/project/$projectId/dashboards/$dashboardId" });
  const client = useQueryClient();
  const role = findProject(useSession(), projectId)?.project.role;
  const language = useQuery(languageQuery(projectId));
  const [adding, setAdding] = useState(false);
  const range = search.range ?? USUAL;
  const { span, refresh } = useSpan(range);
  const mayWrite = mayReadKeys(role);
  const editing = mayWrite && !isPreset(board.id) && search.edit === true;
  const placements = useMemo(() => settled(board.definition.widgets), [board.definition.widgets]);
  const scope: Scope = useMemo(
    () => ({
      project: projectId,
      span,
      filters: [...board.filters, ...environmentFilter(search.env)],
    }),
    [projectId, span, board.filters, search.env],
  );
  const go = (to: Partial<DashboardSearch>) =>
    void navigate({ search: (before: DashboardSearch) => ({ ...before, ...to }), replace: true });
  const zoom = (from: number, to: number) =>
    void navigate({
      search: (before: DashboardSearch) => ({ ...before, range: absolute(Math.round(from), Math.round(to)) }),
    });
  const keep = useMutation({
    mutationFn: (next: Placement[]) =>
      changeDashboard(projectId, board.id, { definition: { widgets: next } }),
    scope: { id: `layout ${board.id}` },
    onMutate: (next) => {
      const { queryKey } = dashboardsQuery(projectId);
      client.setQueryData(queryKey, (all) =>
        all?.map((each) => (each.id === board.id ? { ...each, definition: { widgets: next } } : each)),
      );
    },
    onError: (error) => {
      toastError(error);
      void client.invalidateQueries({ queryKey: ["dashboards", projectId] });
    },
  });
  const edit = (placement?: Placement) =>
    void navigate({
      to: "/project/$projectId/dashboards/$dashboardId/chart",
      params: { projectId, dashboardId: board.id },
      search: { range: search.range, env: search.env, placement: placement?.id },
    });
  const place = (placed: Pick<Placement, "type" | "widgetId" | "presetId">, like?: Placement) => {
    keep.mutate([
      ...placements,
      {
        ...placed,
        id: newId(),
        x: 0,
        y: bottomOf(placements),
        width: like?.width ?? 6,
        height: like?.height ?? 5,
      },
    ]);
    setAdding(false);
  };
  const duplicate = useMutation({
    mutationFn: ({ chart }: { chart: Chart; placement: Placement }) =>
      makeWidget(projectId, bare({ ...chart, name: `${chart.name} (copy)` })),
    onSuccess: async (made, { placement }) => {
      await client.invalidateQueries({ queryKey: ["widgets", projectId] });
      place({ type: "widget", widgetId: made.id }, placement);
    },
    onError: toastError,
  });
  const name = (placement: Placement) => charts.get(chartKey(placement))?.name ?? "Chart";
  return (
    <div className="dashboard">
      <PageHead title={board.name}>
        <SpanTools
          project={projectId}
          range={range}
          span={span}
          onRange={(to: TimeRange | undefined) => go({ range: to })}
          env={search.env}
          onEnv={(env) => go({ env })}
          onRefresh={refresh}
        />
        {editing && (
          <Button small icon={Plus} onClick={() => setAdding(true)}>
            Add a chart
          </Button>
        )}
        {mayWrite && !isPreset(board.id) && (
          <Button
            small
            icon={LayoutGrid}
            aria-pressed={editing}
            onClick={() => go({ edit: editing ? undefined : true })}
          >
            {editing ? "Done" : "Edit"}
          </Button>
        )}
        {mayWrite && <BoardMenu board={board} />}
      </PageHead>
      {board.description && <p className="quiet dashboard-about">{board.description}</p>}
      <ErrorLine error={language.error} />
      <NoData project={projectId} span={span} onRange={(to) => go({ range: to })} />
      {placements.length === 0 ? (
        <div className="empty">
          <ChartColumnIncreasing aria-hidden />
          <h2>No charts yet</h2>
          {mayWrite && (
            <p className="row">
              <Button primary icon={Plus} onClick={() => setAdding(true)}>
                Add a chart
              </Button>
            </p>
          )}
        </div>
      ) : (
        <Grid
          placements={placements}
          nameOf={name}
          onChange={editing ? (next) => keep.mutate(next) : undefined}
        >
          {(placement, handle) => {
            const chart = charts.get(chartKey(placement));
            return (
              <Tile
                chart={chart}
                scope={scope}
                language={language.data}
                onRange={zoom}
                handle={handle}
                onEdit={mayWrite && !isPreset(board.id) ? () => edit(placement) : undefined}
                onCopy={editing && chart ? () => duplicate.mutate({ chart, placement }) : undefined}
                onRemove={
                  editing
                    ? () => keep.mutate(settled(placements.filter(({ id }) => id !== placement.id)))
                    : undefined
                }
              />
            );
          }}
        </Grid>
      )}
      {adding && (
        <AddChart
          project={projectId}
          onPlace={place}
          onNew={() => edit()}
          onClose={() => setAdding(false)}
        />
      )}
    </div>
  );
}

function BoardMenu({ board }: { board: Board }) {
  const { projectId } = useParams({ from: ROUTE });
  const navigate = useNavigate();
  const client = useQueryClient();
  const [asking, setAsking] = useState<"rename" | "delete">();
  const changed = () => client.invalidateQueries({ queryKey: ["dashboards", projectId] });
  const copy = useMutation({
    mutationFn: () =>
      makeDashboard(projectId, {
        name: `${board.name} (copy)`,
        description: board.description,
        definition: board.definition,
        filters: board.filters,
      }),
    onSuccess: async (made) => {
      await changed();
      await navigate({
        to: "/project/$projectId/dashboards/$dashboardId",
        params: { projectId, dashboardId: made.id },
        search: { edit: true },
      });
    },
    onError: toastError,
  });
  const remove = useMutation({
    mutationFn: () => deleteDashboard(projectId, board.id),
    onSuccess: async () => {
      await navigate({ to: "/project/$projectId/dashboards", params: { projectId } });
      await changed();
    },
  });
  if (isPreset(board.id)) {
    return (
      <Button small icon={Copy} busy={copy.isPending} onClick={() => copy.mutate()}>
        Copy to edit
      </Button>
    );
  }
  const item = (icon: ReactNode, text: string, onSelect: () => void) => (
    <Menu.Item className="menu-item" onSelect={onSelect}>
      {icon}
      <span>{text}</span>
    </Menu.Item>
  );
  return (
    <>
      <Menu.Root modal={false}>
        <Menu.Trigger className="icon-button" aria-label="Dashboard: menu">
          <EllipsisVertical aria-hidden />
        </Menu.Trigger>
        <Menu.Portal>
          <Menu.Content className="menu" align="end" sideOffset={4} collisionPadding={8}>
            {item(<Pencil aria-hidden />, "Name and description", () => setAsking("rename"))}
            {item(<Copy aria-hidden />, "Copy", () => copy.mutate())}
            {item(<Trash2 aria-hidden />, "Delete", () => setAsking("delete"))}
          </Menu.Content>
        </Menu.Portal>
      </Menu.Root>
      {asking === "rename" && (
        <RenameDashboard project={projectId} board={board} onClose={() => setAsking(undefined)} />
      )}
      {asking === "delete" && (
        <ConfirmDialog
          title={`Delete the dashboard “${board.name}”?`}
          action="Delete it"
          busy={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate()}
          onClose={() => setAsking(undefined)}
        >
          <p>Its charts stay and can be placed on other dashboards.</p>
        </ConfirmDialog>
      )}
    </>
  );
}
