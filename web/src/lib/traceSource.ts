// Where the page of a trace reads from: the project of somebody logged in, or a shared trace.
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { createContext, useContext } from "react";
import { api } from "./api";
import type { Contents, ObservationAnswer, TraceAnswer } from "./traceTypes";

export interface TraceSource {
  projectId: string;
  traceId: string;
  /** Read only, for everybody. */
  shared: boolean;
  tree: (signal: AbortSignal) => Promise<TraceAnswer>;
  observation: (id: string, signal: AbortSignal) => Promise<ObservationAnswer>;
  contents: (offset: number, signal: AbortSignal) => Promise<Contents>;
  /** Address of a file with one stored text, whole. */
  payload: (field: string, observationId?: string) => string;
  media: (id: string) => string;
}

const part = encodeURIComponent;

export function memberSource(projectId: string, traceId: string): TraceSource {
  const root = `/api/projects/${part(projectId)}`;
  return {
    ...common(root, projectId, traceId),
    shared: false,
    tree: (signal) => api(`${root}/traces/${part(traceId)}`, { signal }),
    media: (id) => `${root}/media/${part(id)}`,
  };
}

export const traceQuery = (source: TraceSource) =>
  queryOptions({
    queryKey: ["trace", source.projectId, source.traceId],
    queryFn: ({ signal }) => source.tree(signal),
  });

export function prefetchTrace(client: QueryClient, projectId: string, traceId: string): void {
  void client.prefetchQuery(traceQuery(memberSource(projectId, traceId)));
}

export function sharedSource(projectId: string, traceId: string): TraceSource {
  const root = `/api/shared/${part(projectId)}`;
  return {
    ...common(root, projectId, traceId),
    shared: true,
    tree: (signal) => api(`${root}/trace`, { signal, query: { traceId } }),
    media: (id) => `${root}/media/${part(id)}?traceId=${part(traceId)}`,
  };
}

function common(root: string, projectId: string, traceId: string) {
  return {
    projectId,
    traceId,
    observation: (id: string, signal: AbortSignal) =>
      api<ObservationAnswer>(`${root}/observation`, { signal, query: { traceId, id } }),
    contents: (offset: number, signal: AbortSignal) =>
      api<Contents>(`${root}/trace-contents`, { signal, query: { traceId, offset } }),
    payload: (field: string, observationId?: string) =>
      `${root}/payload?traceId=${part(traceId)}&field=${field}` +
      (observationId ? `&observationId=${part(observationId)}` : ""),
  };
}

export const MediaContext = createContext<((id: string) => string) | null>(null);

/** How to get at media where the caller is; null where there is no way. */
export const useMediaAddress = () => useContext(MediaContext);

/** Whether everybody may read this trace. */
export async function isShared(projectId: string, traceId: string): Promise<boolean> {
  try {
    await api(`/api/shared/${part(projectId)}/trace-contents`, { query: { traceId, offset: 1_000_000 } });
    return true;
  } catch {
    return false;
  }
}
