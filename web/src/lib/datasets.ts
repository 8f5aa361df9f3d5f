// Datasets as the API gives them, and what is taken over from traces.
import { api } from "./api";

export interface Dataset {
  id: string;
  name: string;
  description: string | null;
  metadata: unknown;
  inputSchema: unknown;
  expectedOutputSchema: unknown;
  createdAt: string;
  updatedAt: string;
}

export interface DatasetItem {
  id: string;
  status: "ACTIVE" | "ARCHIVED";
  input: unknown;
  expectedOutput: unknown;
  metadata: unknown;
  sourceTraceId: string | null;
  sourceObservationId: string | null;
  datasetName: string;
  createdAt: string;
  updatedAt: string;
}

export interface DatasetSource {
  traceId: string;
  observationId?: string;
}

interface Content {
  input: unknown;
  output: unknown;
  metadata: unknown;
}

/** Input, output and metadata of a trace or an observation. */
export function readSource(
  projectId: string,
  source: DatasetSource,
  signal?: AbortSignal,
): Promise<Content> {
  const path = source.observationId
    ? `/api/public/observations/${encodeURIComponent(source.observationId)}`
    : `/api/public/traces/${encodeURIComponent(source.traceId)}`;
  const query = source.observationId ? {} : { fields: "core,io" };
  return api<Content>(path, { project: projectId, signal, query });
}

export interface DatasetLine extends Dataset {
  items: number;
  runs: number;
  lastRunAt: string | null;
}

export interface ItemLine {
  id: string;
  status: "ACTIVE" | "ARCHIVED";
  input: string;
  expectedOutput: string;
  sourceTraceId: string | null;
  sourceObservationId: string | null;
  createdAt: string;
  updatedAt: string;
}

export interface RunScore {
  name: string;
  dataType: string;
  count: number;
  average: number | null;
}

export interface RunLine {
  id: string;
  name: string;
  description: string | null;
  metadata: unknown;
  createdAt: string;
  items: number;
  missing: number;
  errors: number;
  totalCost: number | null;
  averageLatency: number | null;
  scores: RunScore[];
  runScores: RunScore[];
}

export interface Cell {
  traceId: string;
  observationId: string | null;
  stored: boolean;
  output: string;
  cut: boolean;
  cost: number | null;
  latency: number | null;
  error: boolean;
  scores: { name: string; dataType: string; value: number | null; label: string | null }[];
}

export interface ComparedItem {
  id: string;
  input: string;
  expectedOutput: string;
  regression: number;
  cells: Record<string, Cell>;
}

export const datasetPages = (projectId: string) =>
  `/api/projects/${encodeURIComponent(projectId)}/datasets`;
