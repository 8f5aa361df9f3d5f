import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { type ColumnDef, createColumnHelper } from "@tanstack/react-table";
import { Users as UsersIcon } from "lucide-react";
import { useCallback, useEffect, useMemo, useState } from "react";
import { LevelBadge } from "../components/Badge";
import { Sparkline } from "../components/charts/Sparkline";
import { SpanTools } from "../components/dashboards/SpanTools";
import { DataTable, TableSkeleton } from "../components/DataTable";
import { EmptyState } from "../components/EmptyState";
import { PageHead } from "../components/PageHead";
import { ErrorLine } from "../components/Problem";
import { Time } from "../components/Time";
import { count, money, plural, short } from "../lib/format";
import { USERS_RANGE, type UsersSearch, USUAL, useSpan } from "../lib/spanSearch";
import type { TimeRange } from "../lib/timeRange";
import { type UserLine, usersQuery } from "../lib/users";
import "../styles/dashboards.css";

const ROUTE = "/signed-in/project/$projectId/users";

const column = createColumnHelper<UserLine>();

export function Users() {
  const { projectId } = useParams({ from: ROUTE });
  const search = useSearch({ from: ROUTE });
  const navigate = useNavigate({ from: "/project/$projectId/users" });
  const range = search.range ?? USERS_RANGE;
  const { span, refresh } = useSpan(range);
  const change = (to: Partial<UsersSearch>) =>
    void navigate({ search: (before: UsersSearch) => ({ ...before, ...to }), replace: true });
  const users = useInfiniteQuery(usersQuery(projectId, span, search.search, search.order));
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = users;
  const rows = useMemo(() => data?.pages.flatMap((page) => page.data) ?? [], [data]);
  const columns = useMemo(() => columnsFor(projectId, search.range), [projectId, search.range]);
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  return (
    <div className="list-page">
      <PageHead title="Users" count={data ? count(data.pages[0]?.meta.totalItems ?? 0) : undefined}>
        <Search text={search.search} onChange={(text) => change({ search: text || undefined })} />
        <SpanTools
          project={projectId}
          range={range}
          span={span}
          onRange={(to) => change({ range: to === USERS_RANGE ? undefined : (to ?? USUAL) })}
          onRefresh={refresh}
        />
      </PageHead>
      <ErrorLine error={users.error} />
      {users.isPending ? (
        <TableSkeleton />
      ) : rows.length > 0 ? (
        <DataTable
          label="Users"
          rows={rows}
          columns={columns}
          rowId={(row) => row.id}
          order={search.order ?? "cost.desc"}
          onOrder={(order) => change({ order: order === "cost.desc" ? undefined : order })}
          onEnd={onEnd}
          onOpen={(row) =>
            void navigate({
              to: "/project/$projectId/users/$userId",
              params: { projectId, userId: row.id },
              search: { range: search.range },
            })
          }
          end={!hasNextPage && <p className="table-end">{plural(rows.length, "user")}, that is all.</p>}
        />
      ) : users.error ? null : (
        <EmptyState icon={UsersIcon} title={search.search ? "No user has this in their id" : "No users in this time"}>
          <p>
            A trace with a <code>userId</code> belongs to a user: who it was, what they spent and what failed for
            them is then shown here.
          </p>
          <p className="row">
            {search.search ? (
              <button type="button" className="button" onClick={() => change({ search: undefined })}>
                Show all users
              </button>
            ) : (
              <Link className="button" to="/project/$projectId/start" params={{ projectId }}>
                How to send
              </Link>
            )}
          </p>
        </EmptyState>
      )}
    </div>
  );
}

/** Waits until typing pauses. */
function Search({ text, onChange }: { text: string | undefined; onChange: (text: string) => void }) {
  const [typed, setTyped] = useState(text ?? "");
  useEffect(() => setTyped(text ?? ""), [text]);
  useEffect(() => {
    if (typed === (text ?? "")) return;
    const timer = setTimeout(() => onChange(typed), 250);
    return () => clearTimeout(timer);
  });
  return (
    <input
      type="search"
      className="input"
      aria-label="Find a user"
      placeholder="Find a user"
      value={typed}
      onChange={({ target }) => setTyped(target.value)}
    />
  );
}

function columnsFor(projectId: string, range: TimeRange | undefined): ColumnDef<UserLine, unknown>[] {
  return [
    column.accessor("id", {
      header: "User",
      cell: ({ getValue }) => (
        <Link
          to="/project/$projectId/users/$userId"
          params={{ projectId, userId: getValue() }}
          search={{ range }}
          className="row-link"
          title={getValue()}
        >
          {getValue()}
        </Link>
      ),
      meta: { order: "id" },
    }),
    column.accessor("costs", {
      header: "Cost over time",
      cell: ({ getValue, row: { original } }) => (
        <Sparkline label={`Cost of ${original.id} over time`} values={getValue()} />
      ),
      meta: { width: "9rem", from: 900 },
    }),
    column.accessor("totalCost", {
      header: "Cost",
      cell: ({ getValue }) => <span title={`$${getValue() ?? 0}`}>{money(getValue())}</span>,
      meta: { width: "6rem", numeric: true, order: "cost" },
    }),
    column.accessor("totalTokens", {
      header: "Tokens",
      cell: ({ row: { original } }) => (
        <span title={`${count(original.inputTokens)} in, ${count(original.outputTokens)} out`}>
          {short(original.totalTokens)}
        </span>
      ),
      meta: { width: "5.4rem", numeric: true, order: "tokens", from: 600 },
    }),
    column.accessor("calls", {
      header: "Calls",
      cell: ({ getValue }) => count(getValue()),
      meta: { width: "4.8rem", numeric: true, order: "calls" },
    }),
    column.accessor("traces", {
      header: "Traces",
      cell: ({ getValue }) => count(getValue()),
      meta: { width: "4.8rem", numeric: true, order: "traces", from: 760 },
    }),
    column.accessor("sessions", {
      header: "Sessions",
      cell: ({ getValue }) => count(getValue()),
      meta: { width: "5.4rem", numeric: true, order: "sessions", from: 900 },
    }),
    column.accessor("errorCount", {
      header: "Errors",
      cell: ({ row: { original } }) => <LevelBadge line={original} />,
      meta: { width: "5.8rem", order: "errors", from: 500 },
    }),
    column.accessor((row) => row.models.join(", "), {
      id: "models",
      header: "Models",
      cell: ({ getValue }) => <span title={String(getValue())}>{String(getValue())}</span>,
      meta: { width: "18%", from: 1100 },
    }),
    column.accessor("lastAt", {
      header: "Last seen",
      cell: ({ getValue }) => <Time iso={getValue()} />,
      meta: { width: "9.6rem", order: "lastAt", from: 680 },
    }),
  ] as ColumnDef<UserLine, unknown>[];
}
