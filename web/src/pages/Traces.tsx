import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { type ColumnDef, createColumnHelper } from "@tanstack/react-table";
import { Radio } from "lucide-react";
import { useCallback, useMemo, useState } from "react";
import { LevelBadge, Tags } from "../components/Badge";
import { Code } from "../components/Copy";
import { DataTable, TableSkeleton } from "../components/DataTable";
import { Filters } from "../components/Filters";
import { PageHead, RangeSelect } from "../components/PageHead";
import { ErrorLine } from "../components/Problem";
import { Time } from "../components/Time";
import { api } from "../lib/api";
import { count, money, plural, seconds, short } from "../lib/format";
import { type ListSearch, since } from "../lib/search";
import { useShortcuts } from "../lib/shortcuts";
import { curlLine } from "../lib/snippets";
import type { Page, TraceLine } from "../lib/types";

const PAGE_SIZE = 100;
const REFRESH_MS = 4000;
const ROUTE = "/signed-in/project/$projectId/traces";

const column = createColumnHelper<TraceLine>();

export function Traces() {
  const { projectId } = useParams({ from: ROUTE });
  const search = useSearch({ from: ROUTE });
  const navigate = useNavigate({ from: "/project/$projectId/traces" });
  const [scrolled, setScrolled] = useState(false);
  const range = search.range ?? "7d";
  const live = search.live !== false;
  const filter = search.filter ?? [];
  const change = (to: Partial<ListSearch>) =>
    void navigate({ search: (before: ListSearch) => ({ ...before, ...to }), replace: true });
  useShortcuts({ live: () => change({ live: live ? false : undefined }) });

  const traces = useInfiniteQuery({
    queryKey: ["traces", projectId, range, filter, search.order],
    queryFn: ({ pageParam, signal }) =>
      api<Page<TraceLine>>(`/api/projects/${encodeURIComponent(projectId)}/traces`, {
        signal,
        query: {
          page: pageParam,
          limit: PAGE_SIZE,
          orderBy: search.order,
          fromTimestamp: since(range),
          filter: filter.length ? JSON.stringify(filter) : undefined,
        },
      }),
    initialPageParam: 1,
    getNextPageParam: ({ meta }) => (meta.page < meta.totalPages ? meta.page + 1 : undefined),
    placeholderData: keepPreviousData,
    // Never under the reader's eyes: only at the top of the first page.
    refetchInterval: ({ state }) =>
      live && !scrolled && (state.data?.pages.length ?? 1) === 1 ? REFRESH_MS : false,
  });
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = traces;
  const rows = useMemo(() => {
    const byId = new Map(data?.pages.flatMap((page) => page.data).map((row) => [row.id, row]));
    return [...byId.values()];
  }, [data]);
  const total = data?.pages[0]?.meta.totalItems ?? 0;
  const columns = useMemo(() => columnsFor(projectId), [projectId]);
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  return (
    <div className="list-page">
      <PageHead title="Traces" count={data ? count(total) : undefined}>
        <RangeSelect
          value={range}
          onChange={(to) => change({ range: to === "7d" ? undefined : to })}
        />
        <button
          type="button"
          className={live ? "button small live" : "button small"}
          aria-pressed={live}
          title={scrolled && live ? "Waits until you are at the top again (l)" : "Refresh by itself (l)"}
          onClick={() => change({ live: live ? false : undefined })}
        >
          <Radio aria-hidden />
          {live && scrolled ? "Live, paused" : "Live"}
        </button>
      </PageHead>
      <Filters
        filter={filter}
        onChange={(to) => change({ filter: to.length ? to : undefined })}
      />
      <ErrorLine error={traces.error} />
      {traces.isPending ? (
        <TableSkeleton />
      ) : rows.length > 0 ? (
        <DataTable
          label="Traces"
          rows={rows}
          columns={columns}
          rowId={(row) => row.id}
          order={search.order}
          onOrder={(order) => change({ order })}
          onScrolled={setScrolled}
          onEnd={onEnd}
          onOpen={(row) =>
            void navigate({
              to: "/project/$projectId/traces/$traceId",
              params: { projectId, traceId: row.id },
            })
          }
          end={
            <p className="table-end">
              {isFetchingNextPage
                ? "Loading more…"
                : hasNextPage
                  ? ""
                  : `${plural(rows.length, "trace")}, that is all.`}
            </p>
          }
        />
      ) : traces.error ? null : filter.length > 0 || range !== "all" ? (
        <NothingFound
          narrowed={filter.length > 0}
          onWiden={() => change({ filter: undefined, range: "all" })}
          projectId={projectId}
        />
      ) : (
        <NoTraces projectId={projectId} />
      )}
    </div>
  );
}

function NothingFound(props: { narrowed: boolean; onWiden: () => void; projectId: string }) {
  return (
    <div className="empty">
      <h2>{props.narrowed ? "No trace meets these filters" : "No traces in this time"}</h2>
      <p className="row">
        <button type="button" className="button" onClick={props.onWiden}>
          {props.narrowed ? "Remove the filters" : "Look at all time"}
        </button>
        <Link className="button" to="/project/$projectId/start" params={{ projectId: props.projectId }}>
          Send a first trace
        </Link>
      </p>
    </div>
  );
}

function NoTraces({ projectId }: { projectId: string }) {
  return (
    <div className="empty">
      <h2>No traces yet</h2>
      <p>
        Send one with a key of this project; it shows here by itself. The{" "}
        <Link to="/project/$projectId/start" params={{ projectId }}>
          set-up page
        </Link>{" "}
        makes a key and fills it in.
      </p>
      <Code text={curlLine("$PUBLIC_KEY", "$SECRET_KEY")} label="curl line" />
    </div>
  );
}

function columnsFor(projectId: string): ColumnDef<TraceLine, unknown>[] {
  return [
    column.accessor("timestamp", {
      header: "Time",
      cell: ({ getValue }) => <Time iso={getValue()} />,
      meta: { width: "8.9rem", order: "timestamp", from: 600 },
    }),
    column.accessor((row) => row.timestamp, {
      id: "when",
      header: "Time",
      cell: ({ getValue }) => <Time iso={String(getValue())} short />,
      meta: { width: "4.9rem", until: 600 },
    }),
    column.accessor("name", {
      header: "Name",
      cell: ({ row: { original } }) => (
        <span className="name-cell">
          <Link
            to="/project/$projectId/traces/$traceId"
            params={{ projectId, traceId: original.id }}
            className="row-link"
          >
            {original.name ?? <em>unnamed</em>}
          </Link>
          {original.errorCount > 0 && <i className="dot error" title="has errors" />}
        </span>
      ),
      meta: { order: "name" },
    }),
    column.accessor("userId", {
      header: "User",
      cell: ({ getValue }) => getValue(),
      meta: { width: "11%", from: 1000 },
    }),
    column.accessor("sessionId", {
      header: "Session",
      cell: ({ getValue }) => {
        const sessionId = getValue();
        return sessionId ? (
          <Link
            to="/project/$projectId/sessions/$sessionId"
            params={{ projectId, sessionId }}
            onClick={(event) => event.stopPropagation()}
          >
            {sessionId}
          </Link>
        ) : null;
      },
      meta: { width: "7%", from: 1200 },
    }),
    column.accessor((row) => row.models.join(", "), {
      id: "models",
      header: "Models",
      cell: ({ getValue }) => <span title={String(getValue())}>{String(getValue())}</span>,
      meta: { width: "12.5%", from: 760 },
    }),
    column.accessor("totalTokens", {
      header: "Tokens",
      cell: ({ row: { original } }) => (
        <span title={`${count(original.inputTokens)} in, ${count(original.outputTokens)} out`}>
          {short(original.totalTokens)}
        </span>
      ),
      meta: { width: "4.6rem", numeric: true, order: "totalTokens", from: 680 },
    }),
    column.accessor("totalCost", {
      header: "Cost",
      cell: ({ getValue }) => <span title={`$${getValue() ?? 0}`}>{money(getValue())}</span>,
      meta: { width: "5.4rem", numeric: true, order: "totalCost" },
    }),
    column.accessor("latency", {
      header: "Latency",
      cell: ({ getValue }) => seconds(getValue()),
      meta: { width: "4.8rem", numeric: true, order: "latency" },
    }),
    column.accessor((row) => row.errorCount, {
      id: "level",
      header: "Level",
      cell: ({ row: { original } }) => <LevelBadge line={original} />,
      meta: { width: "4.8rem", from: 760 },
    }),
    column.accessor("tags", {
      header: "Tags",
      cell: ({ getValue }) => <Tags tags={getValue()} />,
      meta: { width: "10rem", from: 1300 },
    }),
  ] as ColumnDef<TraceLine, unknown>[];
}
