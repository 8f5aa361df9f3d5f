// The people that traces name: what the server says about them.
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "./api";
import type { Span } from "./metrics";
import type { Page } from "./types";

export interface Sums {
  id: string;
  totalCost: number | null;
  totalTokens: number;
  inputTokens: number;
  outputTokens: number;
  calls: number;
  observationCount: number;
  errorCount: number;
  warningCount: number;
  traces: number;
  models: string[];
  firstAt: string;
  lastAt: string;
}

export interface UserLine extends Sums {
  sessions: number;
  /** USD in equal parts of the span. */
  costs: number[];
}

export interface UserDetails extends Sums {
  sessions: number;
  latestSessions: Sums[];
}

const path = (project: string) => `/api/projects/${encodeURIComponent(project)}/users`;
const bounds = ({ from, to }: Span) => ({
  from: new Date(from).toISOString(),
  to: new Date(to).toISOString(),
});

export const usersQuery = (
  project: string,
  span: Span,
  search: string | undefined,
  order: string | undefined,
) =>
  infiniteQueryOptions({
    queryKey: ["users", project, span, search, order],
    queryFn: ({ pageParam, signal }) =>
      api<Page<UserLine>>(path(project), {
        signal,
        query: { page: pageParam, limit: 100, search, order, ...bounds(span) },
      }),
    initialPageParam: 1,
    getNextPageParam: ({ meta }) => (meta.page < meta.totalPages ? meta.page + 1 : undefined),
    placeholderData: keepPreviousData,
  });

export const userQuery = (project: string, span: Span, userId: string) =>
  queryOptions({
    queryKey: ["user", project, span, userId],
    queryFn: ({ signal }) =>
      api<UserDetails>(`${path(project)}/${encodeURIComponent(userId)}`, {
        signal,
        query: bounds(span),
      }),
    placeholderData: keepPreviousData,
  });
