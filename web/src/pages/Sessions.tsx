import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { type ColumnDef, createColumnHelper } from "@tanstack/react-table";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { LevelBadge } from "../components/Badge";
import { DataTable, TableSkeleton } from "../components/DataTable";
import { PageHead } from "../components/PageHead";
import { RangeSelect } from "../components/RangeSelect";
import { ErrorLine } from "../components/Problem";
import { Time } from "../components/Time";
import { api } from "../lib/api";
import { count, money, plural, seconds, short } from "../lib/format";
import { inertLine } from "../lib/inert";
import { since } from "../lib/search";
import { useShortcuts } from "../lib/shortcuts";
import type { Page, SessionLine } from "../lib/types";

const ROUTE = "/signed-in/project/$projectId/sessions";
const column = createColumnHelper<SessionLine>();

export function Sessions() {
  const { projectId } = useParams({ from: ROUTE });
  const { range = "30d", order, q } = useSearch({ from: ROUTE });
  const navigate = useNavigate({ from: "/project/$projectId/sessions" });
  const sessions = useInfiniteQuery({
    queryKey: ["sessions", projectId, range, order, q],
    queryFn: ({ pageParam, signal }) =>
      api<Page<SessionLine>>(`/api/projects/${encodeURIComponent(projectId)}/sessions`, {
        signal,
        query: {
          page: pageParam,
          limit: 100,
          fromTimestamp: since(range),
          orderBy: order,
          search: q,
        },
      }),
    initialPageParam: 1,
    getNextPageParam: ({ meta }) => (meta.page < meta.totalPages ? meta.page + 1 : undefined),
    placeholderData: keepPreviousData,
  });
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = sessions;
  const rows = useMemo(() => data?.pages.flatMap((page) => page.data) ?? [], [data]);
  const columns = useMemo(() => columnsFor(projectId), [projectId]);
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  return (
    <div className="list-page">
      <PageHead
        title="Sessions"
        count={data ? count(data.pages[0]?.meta.totalItems ?? 0) : undefined}
      >
        <SessionSearch
          value={q ?? ""}
          onChange={(to) => void navigate({ search: (before) => ({ ...before, q: to || undefined }), replace: true })}
        />
        <RangeSelect
          value={range}
          onChange={(to) =>
            void navigate({
              search: (before) => ({ ...before, range: to === "30d" ? undefined : to }),
              replace: true,
            })
          }
        />
      </PageHead>
      <ErrorLine error={sessions.error} />
      {sessions.isPending ? (
        <TableSkeleton />
      ) : rows.length > 0 ? (
        <DataTable
          label="Sessions"
          rows={rows}
          columns={columns}
          rowId={(row) => row.id}
          onEnd={onEnd}
          order={order}
          onOrder={(to) => void navigate({ search: (before) => ({ ...before, order: to }), replace: true })}
          onOpen={(row) =>
            void navigate({
              to: "/project/$projectId/sessions/$sessionId",
              params: { projectId, sessionId: row.id },
            })
          }
          end={
            !hasNextPage && (
              <p className="table-end">{plural(rows.length, "session")}, that is all.</p>
            )
          }
        />
      ) : sessions.error ? null : q ? (
        <div className="empty">
          <h2>No session fits</h2>
          <p>
            Neither an id nor a user of a session in this time contains <q>{q}</q>.
          </p>
        </div>
      ) : (
        <div className="empty">
          <h2>No sessions in this time</h2>
          <p>
            Traces that carry the same <code>sessionId</code> make a session: the turns of one
            conversation, in order.
          </p>
        </div>
      )}
    </div>
  );
}

/** Searches as one types, a moment after the last key. */
function SessionSearch({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  const [text, setText] = useState(value);
  const box = useRef<HTMLInputElement>(null);
  useShortcuts({ filter: () => box.current?.focus() });
  useEffect(() => {
    if (text.trim() === value) return;
    const timer = setTimeout(() => onChange(text.trim()), 300);
    return () => clearTimeout(timer);
  }, [text, value, onChange]);
  return (
    <input
      ref={box}
      type="search"
      className="input"
      aria-label="Search sessions"
      placeholder="Id or user (/)"
      value={text}
      onChange={(event) => setText(event.target.value)}
    />
  );
}

function columnsFor(projectId: string): ColumnDef<SessionLine, unknown>[] {
  return [
    column.accessor("lastAt", {
      header: "Last active",
      cell: ({ getValue }) => <Time iso={getValue()} />,
      meta: { width: "9.6rem", from: 600, order: "lastAt" },
    }),
    column.accessor("id", {
      header: "Session",
      cell: ({ getValue }) => (
        <Link
          to="/project/$projectId/sessions/$sessionId"
          params={{ projectId, sessionId: getValue() }}
          className="row-link"
        >
          {inertLine(getValue())}
        </Link>
      ),
    }),
    column.accessor((row) => row.users.join(", "), {
      id: "users",
      header: "Users",
      cell: ({ getValue }) => String(getValue()),
      meta: { width: "14%", from: 900 },
    }),
    column.accessor((row) => row.models.join(", "), {
      id: "models",
      header: "Models",
      cell: ({ getValue }) => String(getValue()),
      meta: { width: "16%", from: 1000 },
    }),
    column.accessor("traces", {
      header: "Traces",
      cell: ({ getValue }) => count(getValue()),
      meta: { width: "5.4rem", numeric: true, order: "traces" },
    }),
    column.accessor("totalTokens", {
      header: "Tokens",
      cell: ({ getValue }) => short(getValue()),
      meta: { width: "5.6rem", numeric: true, from: 680, order: "totalTokens" },
    }),
    column.accessor("totalCost", {
      header: "Cost",
      cell: ({ getValue }) => <span title={`$${getValue() ?? 0}`}>{money(getValue())}</span>,
      meta: { width: "6.2rem", numeric: true, order: "totalCost" },
    }),
    column.accessor((row) => (Date.parse(row.lastAt) - Date.parse(row.firstAt)) / 1000, {
      id: "span",
      header: "Duration",
      cell: ({ getValue, row: { original } }) =>
        original.traces > 1 ? seconds(getValue()) : "–",
      meta: { width: "7rem", numeric: true, from: 760, order: "duration" },
    }),
    column.accessor((row) => row.errorCount, {
      id: "level",
      header: "Level",
      cell: ({ row: { original } }) => <LevelBadge line={original} />,
      meta: { width: "5.6rem", from: 760, order: "errorCount" },
    }),
  ] as ColumnDef<SessionLine, unknown>[];
}
