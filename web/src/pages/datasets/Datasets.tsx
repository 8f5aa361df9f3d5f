import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { type ColumnDef, createColumnHelper } from "@tanstack/react-table";
import { Database, Plus } from "lucide-react";
import { type FormEvent, useCallback, useMemo, useState } from "react";
import { Button } from "../../components/Button";
import { DataTable, TableSkeleton } from "../../components/DataTable";
import { Dialog } from "../../components/Dialog";
import { EmptyState } from "../../components/EmptyState";
import { TextField } from "../../components/Field";
import { PageHead } from "../../components/PageHead";
import { ErrorLine } from "../../components/Problem";
import { Time } from "../../components/Time";
import { api } from "../../lib/api";
import { type DatasetLine, datasetPages } from "../../lib/datasets";
import { count, plural } from "../../lib/format";
import { mayWrite } from "../../lib/rights";
import { findProject, useSession } from "../../lib/session";
import type { Page } from "../../lib/types";
import "../../styles/datasets.css";

const ROUTE = "/signed-in/project/$projectId/datasets";
const column = createColumnHelper<DatasetLine>();

export function Datasets() {
  const { projectId } = useParams({ from: ROUTE });
  const navigate = useNavigate();
  const role = findProject(useSession(), projectId)?.project.role;
  const [making, setMaking] = useState(false);
  const datasets = useInfiniteQuery({
    queryKey: ["datasets", projectId, "list"],
    queryFn: ({ pageParam, signal }) =>
      api<Page<DatasetLine>>(datasetPages(projectId), { signal, query: { page: pageParam, limit: 100 } }),
    initialPageParam: 1,
    getNextPageParam: ({ meta }) => (meta.page < meta.totalPages ? meta.page + 1 : undefined),
  });
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = datasets;
  const rows = useMemo(() => data?.pages.flatMap((page) => page.data) ?? [], [data]);
  const columns = useMemo(() => columnsFor(projectId), [projectId]);
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const open = (name: string) =>
    void navigate({
      to: "/project/$projectId/datasets/$datasetName",
      params: { projectId, datasetName: name },
    });
  return (
    <div className="list-page">
      <PageHead title="Datasets" count={data ? count(data.pages[0]?.meta.totalItems ?? 0) : undefined}>
        {mayWrite(role) && (
          <Button small primary icon={Plus} onClick={() => setMaking(true)}>
            New dataset
          </Button>
        )}
      </PageHead>
      <ErrorLine error={datasets.error} />
      {datasets.isPending ? (
        <TableSkeleton />
      ) : rows.length > 0 ? (
        <DataTable
          label="Datasets"
          rows={rows}
          columns={columns}
          rowId={(row) => row.id}
          onEnd={onEnd}
          onOpen={(row) => open(row.name)}
          end={!hasNextPage && <p className="table-end">{plural(rows.length, "dataset")}, that is all.</p>}
        />
      ) : datasets.error ? null : (
        <EmptyState icon={Database} title="No datasets yet">
          <p>
            A dataset holds inputs and what is expected of them. Runs of your program over it can be
            compared side by side. Add items from traces, from a CSV or JSONL file, or by hand.
          </p>
        </EmptyState>
      )}
      {making && <NewDataset projectId={projectId} onClose={() => setMaking(false)} onMade={open} />}
    </div>
  );
}

function NewDataset(props: { projectId: string; onClose: () => void; onMade: (name: string) => void }) {
  const client = useQueryClient();
  const make = useMutation({
    mutationFn: (body: { name: string; description: string | null }) =>
      api<{ name: string }>("/api/public/v2/datasets", { method: "POST", project: props.projectId, body }),
    onSuccess: async (made) => {
      await client.invalidateQueries({ queryKey: ["datasets", props.projectId] });
      props.onMade(made.name);
    },
  });
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    make.mutate({
      name: String(form.get("name")).trim(),
      description: String(form.get("description")).trim() || null,
    });
  }
  return (
    <Dialog title="New dataset" onClose={props.onClose}>
      <form onSubmit={submit}>
        <TextField label="Name" name="name" required maxLength={500} autoFocus />
        <TextField label="Description" name="description" />
        <ErrorLine error={make.error} />
        <p className="row end">
          <Button onClick={props.onClose}>Cancel</Button>
          <Button primary submit busy={make.isPending}>
            Make the dataset
          </Button>
        </p>
      </form>
    </Dialog>
  );
}

function columnsFor(projectId: string): ColumnDef<DatasetLine, unknown>[] {
  return [
    column.accessor("name", {
      header: "Name",
      cell: ({ getValue }) => (
        <Link
          className="row-link"
          to="/project/$projectId/datasets/$datasetName"
          params={{ projectId, datasetName: getValue() }}
        >
          {getValue()}
        </Link>
      ),
    }),
    column.accessor("description", {
      header: "Description",
      cell: ({ getValue }) => getValue(),
      meta: { width: "34%", from: 800 },
    }),
    column.accessor("items", {
      header: "Items",
      cell: ({ getValue }) => count(getValue()),
      meta: { width: "5.5rem", numeric: true },
    }),
    column.accessor("runs", {
      header: "Runs",
      cell: ({ getValue }) => count(getValue()),
      meta: { width: "5rem", numeric: true },
    }),
    column.accessor("lastRunAt", {
      header: "Last run",
      cell: ({ getValue }) => {
        const at = getValue();
        return at ? <Time iso={at} /> : <span className="quiet">never</span>;
      },
      meta: { width: "9.6rem", from: 640 },
    }),
  ] as ColumnDef<DatasetLine, unknown>[];
}
