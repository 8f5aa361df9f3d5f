import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type ColumnDef, createColumnHelper } from "@tanstack/react-table";
import { Star, X } from "lucide-react";
import { useCallback, useMemo } from "react";
import { api } from "../../lib/api";
import { decimal, plural } from "../../lib/format";
import { inertLine } from "../../lib/inert";
import {
  conditionsOf,
  DATA_TYPES,
  type ScoreKind,
  type ScoreRow,
  type ScoreSearch,
  SOURCES,
} from "../../lib/scores";
import { since } from "../../lib/search";
import type { Page } from "../../lib/types";
import { DataTable, TableSkeleton } from "../DataTable";
import { EmptyState } from "../EmptyState";
import { ErrorLine } from "../Problem";
import { Select, anyOr } from "../Select";
import { Time } from "../Time";

const ROUTE = "/signed-in/project/$projectId/scores";
const column = createColumnHelper<ScoreRow>();

export function ScoreList({ projectId, kinds }: { projectId: string; kinds: ScoreKind[] }) {
  const search = useSearch({ from: ROUTE });
  const { range = "30d", name, type, source } = search;
  const navigate = useNavigate({ from: "/project/$projectId/scores" });
  const conditions = conditionsOf(search);
  const scores = useInfiniteQuery({
    queryKey: ["scores", projectId, "list", range, name, type, source, conditions],
    queryFn: ({ pageParam, signal }) =>
      api<Page<ScoreRow>>("/api/public/v2/scores", {
        project: projectId,
        signal,
        query: {
          page: pageParam,
          limit: 100,
          name,
          dataType: type,
          source,
          fromTimestamp: since(range),
          filter: conditions.length > 0 ? JSON.stringify(conditions) : undefined,
        },
      }),
    initialPageParam: 1,
    getNextPageParam: ({ meta }) => (meta.page < meta.totalPages ? meta.page + 1 : undefined),
    placeholderData: keepPreviousData,
  });
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = scores;
  const rows = useMemo(() => data?.pages.flatMap((page) => page.data) ?? [], [data]);
  const columns = useMemo(() => columnsFor(projectId), [projectId]);
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const change = (to: Partial<ScoreSearch>) =>
    void navigate({ search: (before) => ({ ...before, ...to }), replace: true });
  const names = [...new Set(kinds.map((each) => each.name))];
  const chips: [string, Partial<ScoreSearch>][] = [];
  if (search.low !== undefined || search.high !== undefined) {
    chips.push([
      `Value ${search.low ?? "…"} to ${search.high ?? "…"}`,
      { low: undefined, high: undefined },
    ]);
  }
  if (search.label !== undefined) chips.push([`Value is ${search.label}`, { label: undefined }]);
  return (
    <>
      <div className="filters">
        <Select
          quiet
          small
          label="Name"
          value={name ?? ""}
          options={anyOr("name", names, name)}
          onChange={(to) => change({ name: to || undefined })}
        />
        <Select
          quiet
          small
          label="Data type"
          value={type ?? ""}
          options={anyOr("type", DATA_TYPES, type, (each) => each.toLowerCase())}
          onChange={(to) => change({ type: to || undefined })}
        />
        <Select
          quiet
          small
          label="Source"
          value={source ?? ""}
          options={anyOr("source", SOURCES, source, (each) => each.toLowerCase())}
          onChange={(to) => change({ source: to || undefined })}
        />
        {chips.map(([text, without]) => (
          <span key={text} className="chip">
            {text}
            <button type="button" aria-label={`Remove ${text}`} onClick={() => change(without)}>
              <X aria-hidden />
            </button>
          </span>
        ))}
        {data && <span className="quiet">{plural(data.pages[0]?.meta.totalItems ?? 0, "score")}</span>}
      </div>
      <ErrorLine error={scores.error} />
      {scores.isPending ? (
        <TableSkeleton />
      ) : rows.length > 0 ? (
        <DataTable
          label="Scores"
          rows={rows}
          columns={columns}
          rowId={(row) => row.id}
          onEnd={onEnd}
          onOpen={(row) => {
            if (row.traceId) {
              void navigate({
                to: "/project/$projectId/traces/$traceId",
                params: { projectId, traceId: row.traceId },
                search: { observation: row.observationId ?? undefined },
              });
            } else if (row.sessionId) {
              void navigate({
                to: "/project/$projectId/sessions/$sessionId",
                params: { projectId, sessionId: row.sessionId },
              });
            }
          }}
          end={!hasNextPage && <p className="table-end">{plural(rows.length, "score")}, that is all.</p>}
        />
      ) : scores.error ? null : (
        <EmptyState icon={Star} title="No scores in this time">
          <p>
            Scores come from SDKs (<code>score</code>), evaluators, and people who work on annotation
            queues.
          </p>
        </EmptyState>
      )}
    </>
  );
}

function columnsFor(projectId: string): ColumnDef<ScoreRow, unknown>[] {
  return [
    column.accessor("timestamp", {
      header: "Time",
      cell: ({ getValue }) => <Time iso={getValue()} />,
      meta: { width: "9.6rem", from: 600 },
    }),
    column.accessor("name", {
      header: "Name",
      cell: ({ getValue }) => <b>{inertLine(getValue())}</b>,
    }),
    column.display({
      id: "value",
      header: "Value",
      cell: ({ row: { original: row } }) =>
        row.stringValue == null ? (
          <span title={row.value?.toString()}>{decimal(row.value)}</span>
        ) : (
          inertLine(row.stringValue)
        ),
      meta: { width: "8rem" },
    }),
    column.accessor("dataType", {
      header: "Type",
      cell: ({ getValue }) => getValue().toLowerCase(),
      meta: { width: "7rem", from: 900 },
    }),
    column.accessor("source", {
      header: "Source",
      cell: ({ getValue }) => getValue().toLowerCase(),
      meta: { width: "7rem", from: 700 },
    }),
    column.accessor("comment", {
      header: "Comment",
      cell: ({ getValue }) => inertLine(getValue() ?? ""),
      meta: { width: "24%", from: 1000 },
    }),
    column.display({
      id: "subject",
      header: "Given to",
      cell: ({ row: { original: row } }) =>
        row.traceId ? (
          <Link
            to="/project/$projectId/traces/$traceId"
            params={{ projectId, traceId: row.traceId }}
            search={{ observation: row.observationId ?? undefined }}
          >
            {row.observationId ? "Observation" : "Trace"}
          </Link>
        ) : row.sessionId ? (
          <Link to="/project/$projectId/sessions/$sessionId" params={{ projectId, sessionId: row.sessionId }}>
            Session
          </Link>
        ) : (
          <span className="quiet">Dataset run</span>
        ),
      meta: { width: "7rem" },
    }),
  ] as ColumnDef<ScoreRow, unknown>[];
}
