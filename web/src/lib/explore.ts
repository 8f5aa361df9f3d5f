// What the lists of traces and observations read, and what they keep in the address.
import {
  type InfiniteData,
  type QueryClient,
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
} from "@tanstack/react-query";
import { api } from "./api";
import { type TimeRange, USUAL_RANGE, readRange, spanOf } from "./timeRange";
import type { Figures, Level } from "./types";

export type Surface = "traces" | "observations";
export type Measure = "count" | "cost" | "latency";

export interface ExploreSearch {
  q?: string;
  range?: TimeRange;
  order?: string;
}

export function readExploreSearch(search: Record<string, unknown>): ExploreSearch {
  const range = readRange(search.range);
  return {
    q: search.q === undefined || search.q === "" ? undefined : String(search.q),
    range: range === USUAL_RANGE ? undefined : range,
    order: typeof search.order === "string" ? search.order : undefined,
  };
}

interface SharedLine {
  id: string;
  timestamp: string;
  name: string | null;
  userId: string | null;
  sessionId: string | null;
  environment: string;
  tags: string[];
  release: string | null;
  version: string | null;
  inputPreview: string | null;
  outputPreview: string | null;
  totalTokens: number;
  inputTokens: number;
  outputTokens: number;
  totalCost: number | null;
  latency: number | null;
}

export interface TraceLine extends SharedLine, Omit<Figures, keyof SharedLine> {
  bookmarked: boolean;
  public: boolean;
}

export interface ObservationLine extends SharedLine {
  traceId: string;
  traceName: string | null;
  parentObservationId: string | null;
  type: string;
  level: Level;
  statusMessage: string | null;
  model: string | null;
  timeToFirstToken: number | null;
  promptName: string | null;
  promptVersion: number | null;
  gatewayKeyAlias: string | null;
}

export type Line = TraceLine | ObservationLine;

export interface RowsPage<T> {
  data: T[];
  meta: { cursor?: string; searchedTo?: string };
}

export interface ValueCount {
  value: string;
  count: number;
  exact: boolean;
}

export interface Bar {
  start: string;
  value: number | null;
  other: number | null;
}

export interface Course {
  start: string;
  end: string;
  width: number;
  bars: Bar[];
}

export interface Usual {
  name: string;
  cost: number | null;
  latency: number | null;
  count: number;
}

export interface QueryProblem {
  problem: string;
  start: number;
  end: number;
  expected: string[];
}

export interface Word {
  word: string;
  kind: string;
  about: string;
  unit: string | null;
  choices: string[];
  counted: boolean;
  sortable: boolean;
  signs: string[];
}

/** A list's place: which, of what project, and what is asked for. */
export interface Asked {
  projectId: string;
  surface: Surface;
  q: string;
  range: TimeRange;
}

export const PAGE_SIZE = 50;

export function explorePath(asked: Pick<Asked, "projectId" | "surface">, what: string): string {
  return `/api/projects/${encodeURIComponent(asked.projectId)}/explore/${asked.surface}/${what}`;
}

const keyOf = (asked: Asked) => [asked.surface, asked.projectId, asked.q, asked.range] as const;

export const rowsQuery = <T extends Line>(asked: Asked, order: string | undefined) =>
  infiniteQueryOptions<RowsPage<T>, Error, InfiniteData<RowsPage<T>>, readonly unknown[], string>({
    queryKey: ["rows", ...keyOf(asked), order],
    queryFn: ({ pageParam, signal }) =>
      api<RowsPage<T>>(explorePath(asked, "rows"), {
        signal,
        query: { q: asked.q, ...spanOf(asked.range), order, cursor: pageParam, limit: PAGE_SIZE },
      }),
    initialPageParam: "",
    getNextPageParam: ({ meta }) => meta.cursor,
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: false,
    staleTime: 15_000,
  });

export const facetsQuery = (asked: Asked, words: string[]) =>
  queryOptions({
    queryKey: ["facets", ...keyOf(asked), words],
    queryFn: ({ signal }) =>
      api<{ data: { word: string; values: ValueCount[] }[] }>(explorePath(asked, "facets"), {
        signal,
        query: { q: asked.q, ...spanOf(asked.range), word: words },
      }),
    staleTime: 30_000,
    refetchOnWindowFocus: false,
    placeholderData: keepPreviousData,
    retry: false,
  });

export const courseQuery = (asked: Asked, measure: Measure) =>
  queryOptions({
    queryKey: ["course", ...keyOf(asked), measure],
    queryFn: ({ signal }) =>
      api<Course>(explorePath(asked, "course"), {
        signal,
        query: { q: asked.q, ...spanOf(asked.range), measure, bars: 72 },
      }),
    staleTime: 30_000,
    refetchOnWindowFocus: false,
    // Bars of another measure have another scale.
    placeholderData: (data, before) => (before?.queryKey.at(-1) === measure ? data : undefined),
    retry: false,
  });

export const usualQuery = (asked: Pick<Asked, "projectId" | "surface">, names: string[]) =>
  queryOptions({
    queryKey: ["usual", asked.surface, asked.projectId, names],
    queryFn: ({ signal }) =>
      api<{ data: Usual[] }>(explorePath(asked, "usual"), { signal, query: { name: names } }),
    staleTime: 300_000,
    refetchOnWindowFocus: false,
    placeholderData: keepPreviousData,
    retry: false,
  });

export const wordsQuery = (asked: Pick<Asked, "projectId" | "surface">) =>
  queryOptions({
    queryKey: ["words", asked.surface, asked.projectId],
    queryFn: ({ signal }) => api<{ data: Word[] }>(explorePath(asked, "words"), { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });

export function completeValues(
  asked: Asked,
  word: string,
  key: string,
  text: string,
): Promise<ValueCount[]> {
  return api<{ data: ValueCount[] }>(explorePath(asked, "values"), {
    query: { word, key, text, ...spanOf(asked.range) },
  }).then(({ data }) => data);
}

export function checkQuery(asked: Asked, signal?: AbortSignal): Promise<QueryProblem | undefined> {
  return api<{ problem?: QueryProblem | null }>(explorePath(asked, "check"), {
    signal,
    query: { q: asked.q },
  }).then(({ problem }) => problem ?? undefined);
}

export function prefetchRows(
  client: QueryClient,
  surface: Surface,
  projectId: string,
  search: ExploreSearch,
): void {
  const asked = { projectId, surface, q: search.q ?? "", range: search.range ?? USUAL_RANGE };
  void client.prefetchInfiniteQuery(rowsQuery(asked, search.order));
}
