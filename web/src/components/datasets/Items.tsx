import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type ColumnDef, createColumnHelper } from "@tanstack/react-table";
import { Database, Plus, Upload as UploadIcon } from "lucide-react";
import { useCallback, useMemo, useState } from "react";
import { api } from "../../lib/api";
import { datasetPages, type ItemLine } from "../../lib/datasets";
import { plural, time } from "../../lib/format";
import type { Page } from "../../lib/types";
import { Button } from "../Button";
import { DataTable, TableSkeleton } from "../DataTable";
import { EmptyState } from "../EmptyState";
import { ErrorLine } from "../Problem";
import { Select } from "../Select";
import { Time } from "../Time";
import { ItemDialog } from "./ItemDialog";
import { UploadDialog } from "./UploadDialog";

const ROUTE = "/signed-in/project/$projectId/datasets/$datasetName";
const column = createColumnHelper<ItemLine>();

interface Props {
  projectId: string;
  name: string;
  writer: boolean;
}

export function Items({ projectId, name, writer }: Props) {
  const { archived, version, item } = useSearch({ from: ROUTE });
  const navigate = useNavigate({ from: "/project/$projectId/datasets/$datasetName" });
  const [dialog, setDialog] = useState<"new" | "upload">();
  const status = archived ? "ARCHIVED" : "ACTIVE";
  const items = useInfiniteQuery({
    queryKey: ["datasets", projectId, "items", name, status, version],
    queryFn: ({ pageParam, signal }) =>
      api<Page<ItemLine>>(`${datasetPages(projectId)}/items`, {
        signal,
        query: { name, status, version, page: pageParam, limit: 100 },
      }),
    initialPageParam: 1,
    getNextPageParam: ({ meta }) => (meta.page < meta.totalPages ? meta.page + 1 : undefined),
    placeholderData: keepPreviousData,
  });
  const versions = useQuery({
    queryKey: ["datasets", projectId, "versions", name],
    queryFn: ({ signal }) =>
      api<{ versions: { time: string; changes: number }[] }>(`${datasetPages(projectId)}/versions`, {
        signal,
        query: { name },
      }),
  });
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = items;
  const rows = useMemo(() => data?.pages.flatMap((page) => page.data) ?? [], [data]);
  const total = data?.pages[0]?.meta.totalItems ?? 0;
  const columns = useMemo(() => columnsFor(projectId), [projectId]);
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const change = (to: { archived?: boolean; version?: string; item?: string }) =>
    void navigate({ search: (before) => ({ ...before, ...to }), replace: true });
  const known = versions.data?.versions ?? [];
  return (
    <>
      <div className="filters">
        <div className="choices" role="group" aria-label="Status">
          <button type="button" className="button small" aria-pressed={!archived} onClick={() => change({ archived: undefined })}>
            Active
          </button>
          <button type="button" className="button small" aria-pressed={archived === true} onClick={() => change({ archived: true })}>
            Archived
          </button>
        </div>
        <Select
          quiet
          small
          label="Version"
          value={version ?? ""}
          options={[
            { value: "", label: "As it is now" },
            ...(version && !known.some((each) => each.time === version)
              ? [{ value: version, label: `As of ${time(version)}` }]
              : []),
            ...known.map((each) => ({
              value: each.time,
              label: `As of ${time(each.time)} (${plural(each.changes, "change")})`,
            })),
          ]}
          onChange={(to) => change({ version: to || undefined })}
        />
        {data && <span className="quiet">{plural(total, "item")}</span>}
        <span className="spring" />
        {writer && !version && (
          <>
            <Button small icon={UploadIcon} onClick={() => setDialog("upload")}>
              Upload
            </Button>
            <Button small primary icon={Plus} onClick={() => setDialog("new")}>
              New item
            </Button>
          </>
        )}
      </div>
      <ErrorLine error={items.error ?? versions.error} />
      {items.isPending ? (
        <TableSkeleton />
      ) : rows.length > 0 ? (
        <DataTable
          label="Items"
          rows={rows}
          columns={columns}
          rowId={(row) => row.id}
          onEnd={onEnd}
          onOpen={(row) => change({ item: row.id })}
          end={!hasNextPage && <p className="table-end">{plural(rows.length, "item")}, that is all.</p>}
        />
      ) : items.error ? null : (
        <EmptyState icon={Database} title={archived ? "Nothing is archived" : "No items"}>
          <p>
            {version
              ? "The dataset had none at that time."
              : archived
                ? "Archived items are kept and left out of runs."
                : "Add them from a trace (Add to dataset), from a CSV or JSONL file, or by hand."}
          </p>
        </EmptyState>
      )}
      {(item || dialog === "new") && (
        <ItemDialog
          key={item ?? "new"}
          projectId={projectId}
          dataset={name}
          itemId={dialog === "new" ? undefined : item}
          version={version}
          writer={writer && !version}
          onClose={() => {
            setDialog(undefined);
            change({ item: undefined });
          }}
        />
      )}
      {dialog === "upload" && (
        <UploadDialog projectId={projectId} dataset={name} onClose={() => setDialog(undefined)} />
      )}
    </>
  );
}

function columnsFor(projectId: string): ColumnDef<ItemLine, unknown>[] {
  return [
    column.accessor("input", {
      header: "Input",
      cell: ({ getValue }) => <code className="cell-json">{getValue() || "–"}</code>,
    }),
    column.accessor("expectedOutput", {
      header: "Expected output",
      cell: ({ getValue }) => <code className="cell-json">{getValue() || "–"}</code>,
      meta: { width: "36%", from: 600 },
    }),
    column.accessor("sourceTraceId", {
      header: "From",
      cell: ({ row: { original: row } }) =>
        row.sourceTraceId ? (
          <Link
            to="/project/$projectId/traces/$traceId"
            params={{ projectId, traceId: row.sourceTraceId }}
            search={{ observation: row.sourceObservationId ?? undefined }}
            onClick={(event) => event.stopPropagation()}
          >
            Trace
          </Link>
        ) : (
          ""
        ),
      meta: { width: "5rem", from: 760 },
    }),
    column.accessor("updatedAt", {
      header: "Changed",
      cell: ({ getValue }) => <Time iso={getValue()} />,
      meta: { width: "9.6rem", from: 760 },
    }),
  ] as ColumnDef<ItemLine, unknown>[];
}
