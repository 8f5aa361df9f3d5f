import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { type ColumnDef, createColumnHelper } from "@tanstack/react-table";
import { FileText, Folder, MessagesSquare, Plus, X } from "lucide-react";
import { useEffect, useMemo } from "react";
import { Tags } from "../../components/Badge";
import { DataTable, TableSkeleton } from "../../components/DataTable";
import { EmptyState } from "../../components/EmptyState";
import { PageHead } from "../../components/PageHead";
import { ErrorLine } from "../../components/Problem";
import { Select, anyOr } from "../../components/Select";
import { Time } from "../../components/Time";
import { api } from "../../lib/api";
import { count, plural } from "../../lib/format";
import { pagePath, type PromptLine } from "../../lib/prompts";
import { findProject, useSession } from "../../lib/session";
import { mayWrite } from "../../lib/rights";
import type { Page } from "../../lib/types";
import "../../styles/prompts.css";

const ROUTE = "/signed-in/project/$projectId/prompts";
const column = createColumnHelper<Row>();

type Row = { kind: "folder"; path: string; prompts: number; updatedAt: string } | ({ kind: "prompt" } & PromptLine);

/** Names of a project; `/` makes folders. Searching looks through all of them. */
export function Prompts() {
  const { projectId } = useParams({ from: ROUTE });
  const { folder = "", q = "", tag = "", label = "" } = useSearch({ from: ROUTE });
  const navigate = useNavigate({ from: "/project/$projectId/prompts" });
  const role = findProject(useSession(), projectId)?.project.role;
  const prompts = useInfiniteQuery({
    queryKey: ["prompts", projectId, "list"],
    queryFn: ({ pageParam, signal }) =>
      api<Page<PromptLine>>(pagePath(projectId), { signal, query: { page: pageParam } }),
    initialPageParam: 1,
    getNextPageParam: ({ meta }) => (meta.page < meta.totalPages ? meta.page + 1 : undefined),
  });
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = prompts;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const all = useMemo(() => prompts.data?.pages.flatMap((page) => page.data) ?? [], [prompts.data]);
  const rows = useMemo(() => rowsOf(all, { folder, q, tag, label }), [all, folder, q, tag, label]);
  const columns = useMemo(() => columnsFor(projectId, Boolean(q || tag || label)), [projectId, q, tag, label]);
  const change = (to: Partial<Record<"folder" | "q" | "tag" | "label", string>>) =>
    void navigate({
      search: (before) => {
        const next = { ...before, ...to };
        return {
          folder: next.folder || undefined,
          q: next.q || undefined,
          tag: next.tag || undefined,
          label: next.label || undefined,
        };
      },
      replace: true,
    });
  const tags = useMemo(() => [...new Set(all.flatMap((each) => each.tags))].sort(), [all]);
  const labels = useMemo(() => [...new Set(all.flatMap((each) => each.labels))].sort(), [all]);
  return (
    <div className="list-page">
      <PageHead title="Prompts" count={prompts.data ? count(all.length) : undefined}>
        {mayWrite(role) && (
          <Link
            className="button primary small"
            to="/project/$projectId/prompts/new"
            params={{ projectId }}
            search={{ folder: folder || undefined }}
          >
            <Plus aria-hidden />
            New prompt
          </Link>
        )}
      </PageHead>
      <div className="filters" role="search">
        <input
          className="input"
          type="search"
          aria-label="Search names and tags"
          placeholder="Search names and tags"
          value={q}
          onChange={(event) => change({ q: event.target.value })}
        />
        <Choice name="Label" value={label} options={labels} onChange={(to) => change({ label: to })} />
        <Choice name="Tag" value={tag} options={tags} onChange={(to) => change({ tag: to })} />
        {(q || tag || label) && (
          <button type="button" className="button small" onClick={() => change({ q: "", tag: "", label: "" })}>
            <X aria-hidden />
            Clear
          </button>
        )}
      </div>
      {folder && !q && <Crumbs folder={folder} onOpen={(to) => change({ folder: to })} />}
      <ErrorLine error={prompts.error} />
      {prompts.isPending ? (
        <TableSkeleton />
      ) : rows.length > 0 ? (
        <DataTable
          label="Prompts"
          rows={rows}
          columns={columns}
          rowId={(row) => (row.kind === "folder" ? `${row.path}/` : row.name)}
          onEnd={() => undefined}
          onOpen={(row) =>
            row.kind === "folder"
              ? change({ folder: row.path })
              : void navigate({
                  to: "/project/$projectId/prompts/$promptName",
                  params: { projectId, promptName: row.name },
                })
          }
          end={<p className="table-end">{plural(rows.length, "row")}, that is all.</p>}
        />
      ) : prompts.error ? null : all.length > 0 ? (
        <EmptyState icon={FileText} title="No prompt fits">
          <p>Another search, label or tag may find it.</p>
        </EmptyState>
      ) : (
        <EmptyState icon={FileText} title="No prompts yet">
          <p>
            A prompt has versions and labels: programs ask for a label such as <code>production</code>,
            and you decide here which version that is. Figures of each version come from real calls.
          </p>
        </EmptyState>
      )}
    </div>
  );
}

function Choice(props: { name: string; value: string; options: string[]; onChange: (to: string) => void }) {
  const { name, value, options, onChange } = props;
  if (options.length === 0 && !value) return null;
  return (
    <Select
      quiet
      small
      label={name}
      value={value}
      options={anyOr(name.toLowerCase(), options, value)}
      onChange={onChange}
    />
  );
}

function Crumbs({ folder, onOpen }: { folder: string; onOpen: (folder: string) => void }) {
  const parts = folder.split("/");
  return (
    <nav className="crumbs" aria-label="Folder">
      <button type="button" className="link" onClick={() => onOpen("")}>
        All prompts
      </button>
      {parts.map((part, index) => {
        const path = parts.slice(0, index + 1).join("/");
        return (
          <span key={path}>
            {" / "}
            {index === parts.length - 1 ? (
              <b aria-current="page">{part}</b>
            ) : (
              <button type="button" className="link" onClick={() => onOpen(path)}>
                {part}
              </button>
            )}
          </span>
        );
      })}
    </nav>
  );
}

interface Wanted {
  folder: string;
  q: string;
  tag: string;
  label: string;
}

function rowsOf(all: PromptLine[], { folder, q, tag, label }: Wanted): Row[] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  const flat = words.length > 0 || tag !== "" || label !== "";
  const found = all.filter(
    (each) =>
      (!tag || each.tags.includes(tag)) &&
      (!label || each.labels.includes(label)) &&
      words.every((word) => [each.name, ...each.tags].some((text) => text.toLowerCase().includes(word))),
  );
  const prefix = folder ? `${folder}/` : "";
  const inside = found.filter((each) => each.name.startsWith(prefix));
  if (flat) return (q ? found : inside).map((each) => ({ kind: "prompt", ...each }));
  const folders = new Map<string, Row & { kind: "folder" }>();
  const prompts: Row[] = [];
  for (const each of inside) {
    const rest = each.name.slice(prefix.length);
    const slash = rest.indexOf("/");
    if (slash < 0) {
      prompts.push({ kind: "prompt", ...each });
      continue;
    }
    const path = prefix + rest.slice(0, slash);
    const known = folders.get(path);
    if (!known) folders.set(path, { kind: "folder", path, prompts: 1, updatedAt: each.updatedAt });
    else {
      known.prompts += 1;
      if (each.updatedAt > known.updatedAt) known.updatedAt = each.updatedAt;
    }
  }
  return [...folders.values(), ...prompts];
}

function columnsFor(projectId: string, flat: boolean): ColumnDef<Row, unknown>[] {
  const leaf = (path: string) => path.slice(path.lastIndexOf("/") + 1);
  return [
    column.display({
      id: "name",
      header: "Name",
      cell: ({ row: { original: row } }) =>
        row.kind === "folder" ? (
          <span className="name-cell">
            <Folder aria-label="Folder" />
            <Link
              className="row-link"
              to="/project/$projectId/prompts"
              params={{ projectId }}
              search={{ folder: row.path }}
            >
              {leaf(row.path)}
            </Link>
          </span>
        ) : (
          <span className="name-cell">
            {row.type === "chat" ? <MessagesSquare aria-label="Chat" /> : <FileText aria-label="Text" />}
            <Link
              className="row-link"
              to="/project/$projectId/prompts/$promptName"
              params={{ projectId, promptName: row.name }}
              title={row.name}
            >
              {flat ? row.name : leaf(row.name)}
            </Link>
          </span>
        ),
    }),
    column.display({
      id: "versions",
      header: "Versions",
      cell: ({ row: { original: row } }) =>
        row.kind === "folder" ? plural(row.prompts, "prompt") : count(row.versions),
      meta: { width: "6.5rem", numeric: true },
    }),
    column.display({
      id: "production",
      header: "Production",
      cell: ({ row: { original: row } }) =>
        row.kind === "folder" ? "" : row.productionVersion ? `v${row.productionVersion}` : "–",
      meta: { width: "6rem", numeric: true, from: 560 },
    }),
    column.display({
      id: "labels",
      header: "Labels",
      cell: ({ row: { original: row } }) =>
        row.kind === "prompt" && <Tags tags={row.labels.filter((each) => each !== "production")} />,
      meta: { width: "18%", from: 900 },
    }),
    column.display({
      id: "tags",
      header: "Tags",
      cell: ({ row: { original: row } }) => row.kind === "prompt" && <Tags tags={row.tags} />,
      meta: { width: "18%", from: 760 },
    }),
    column.accessor("updatedAt", {
      header: "Changed",
      cell: ({ getValue }) => <Time iso={getValue()} />,
      meta: { width: "9.6rem", from: 640 },
    }),
  ] as ColumnDef<Row, unknown>[];
}
