// Dashboards and their charts: ready-made ones, and those the project keeps.
import { queryOptions } from "@tanstack/react-query";
import { api } from "./api";
import type { Granularity, MetricsFilter, ViewName } from "./metrics";
import type { Page } from "./types";

export const CHART_TYPES = {
  LINE_TIME_SERIES: "Lines over time",
  AREA_TIME_SERIES: "Areas over time",
  BAR_TIME_SERIES: "Bars over time",
  HORIZONTAL_BAR: "Horizontal bars",
  VERTICAL_BAR: "Vertical bars",
  PIE: "Ring",
  NUMBER: "Number",
  HISTOGRAM: "Histogram",
  PIVOT_TABLE: "Table",
} as const;
export type ChartType = keyof typeof CHART_TYPES;

export interface ChartConfig {
  type?: ChartType;
  row_limit?: number;
  bins?: number;
  granularity?: Granularity | "auto";
  show_value_labels?: boolean;
  defaultSort?: { column: string; order: "ASC" | "DESC" };
}

/** What a chart shows; the same for built-in ones and widgets. */
export interface Chart {
  name: string;
  description: string;
  view: ViewName;
  dimensions: { field: string }[];
  metrics: { measure: string; agg: string }[];
  filters: MetricsFilter[];
  chartType: ChartType;
  chartConfig: ChartConfig;
}

export interface Widget extends Chart {
  id: string;
}

/** A chart without what belongs to the row it was read from. */
export function bare(chart: Chart): Chart {
  const { name, description, view, dimensions, metrics, filters, chartType, chartConfig } = chart;
  return { name, description, view, dimensions, metrics, filters, chartType, chartConfig };
}

/** In tiles of a grid of twelve columns. */
export interface Placement {
  id: string;
  type: "widget" | "preset";
  widgetId?: string;
  presetId?: string;
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Dashboard {
  id: string;
  name: string;
  description: string;
  definition: { widgets: Placement[] };
  filters: MetricsFilter[];
  updatedAt?: string;
}

export interface Presets {
  dashboards: Dashboard[];
  widgets: Widget[];
}

const API = "/api/public/unstable";

export const presetsQuery = (project: string) =>
  queryOptions({
    queryKey: ["dashboard-presets", project],
    queryFn: ({ signal }) => api<Presets>(`${API}/dashboard-presets`, { project, signal }),
    staleTime: Infinity,
  });

export const dashboardsQuery = (project: string) =>
  queryOptions({
    queryKey: ["dashboards", project],
    queryFn: ({ signal }) => everything<Dashboard>(`${API}/dashboards`, project, signal),
  });

export const widgetsQuery = (project: string) =>
  queryOptions({
    queryKey: ["widgets", project],
    queryFn: ({ signal }) => everything<Widget>(`${API}/dashboard-widgets`, project, signal),
  });

async function everything<T>(path: string, project: string, signal: AbortSignal): Promise<T[]> {
  const found: T[] = [];
  for (let page = 1; ; page += 1) {
    const { data, meta } = await api<Page<T>>(path, {
      project,
      signal,
      query: { page, limit: 100 },
    });
    found.push(...data);
    if (page >= meta.totalPages) return found;
  }
}

export const isPreset = (id: string) => id.startsWith("preset-");

type Kept = Pick<Dashboard, "name" | "description" | "definition" | "filters">;

export const makeDashboard = (project: string, body: Partial<Kept> & { name: string }) =>
  api<Dashboard>(`${API}/dashboards`, { method: "POST", project, body });

export const changeDashboard = (project: string, id: string, body: Partial<Kept>) =>
  api<Dashboard>(`${API}/dashboards/${encodeURIComponent(id)}`, { method: "PATCH", project, body });

export const deleteDashboard = (project: string, id: string) =>
  api(`${API}/dashboards/${encodeURIComponent(id)}`, { method: "DELETE", project });

export const makeWidget = (project: string, body: Chart) =>
  api<Widget>(`${API}/dashboard-widgets`, { method: "POST", project, body });

export const changeWidget = (project: string, id: string, body: Chart) =>
  api<Widget>(`${API}/dashboard-widgets/${encodeURIComponent(id)}`, {
    method: "PATCH",
    project,
    body,
  });
