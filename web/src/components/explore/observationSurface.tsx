import { Link } from "@tanstack/react-router";
import { type ColumnDef, createColumnHelper } from "@tanstack/react-table";
import type { ObservationLine, Usual } from "../../lib/explore";
import { count, seconds, short } from "../../lib/format";
import { Tags } from "../Badge";
import type { SurfaceConfig } from "./Explorer";
import { cost, latency, previews, session, time } from "./sharedColumns";

const column = createColumnHelper<ObservationLine>();

export const OBSERVATIONS: SurfaceConfig<ObservationLine> = {
  surface: "observations",
  title: "Observations",
  one: "observation",
  placeholder: "type:GENERATION level:ERROR latency>2s “free text”",
  facets: [
    {
      words: [
        { word: "type", label: "Type" },
        { word: "level", label: "Level" },
        { word: "name", label: "Name" },
        { word: "model", label: "Model" },
        { word: "environment", label: "Environment" },
        { word: "user", label: "User" },
        { word: "key", label: "Gateway key" },
        { word: "prompt", label: "Prompt" },
        { word: "tool", label: "Tool called" },
        { word: "tag", label: "Tags" },
        { word: "release", label: "Release" },
        { word: "version", label: "Version" },
      ],
    },
  ],
  keyOf: (row) => `${row.traceId}/${row.id}`,
  columns,
  empty: () => (
    <div className="empty">
      <h2>No observations yet</h2>
      <p>Model calls, tools and spans of all traces show here, each on a row of its own.</p>
    </div>
  ),
};

function columns(
  projectId: string,
  usual: ReadonlyMap<string, Usual>,
): ColumnDef<ObservationLine, unknown>[] {
  return [
    ...time<ObservationLine>(),
    column.accessor("type", {
      id: "type",
      header: "Type",
      cell: ({ getValue }) => <span className="badge kind">{getValue().toLowerCase()}</span>,
      meta: { width: "6.6rem", from: 680, order: "type" },
    }),
    column.accessor("name", {
      id: "name",
      header: "Name",
      cell: ({ row: { original } }) => (
        <span className="name-cell">
          <Link
            to="/project/$projectId/traces/$traceId"
            params={{ projectId, traceId: original.traceId }}
            search={{ observation: original.id }}
            className="row-link"
          >
            {original.name ? <bdi>{original.name}</bdi> : <em>unnamed</em>}
          </Link>
          {original.level === "ERROR" && <i className="dot error" title="failed" />}
        </span>
      ),
      meta: { order: "name" },
    }),
    ...previews<ObservationLine>(),
    column.accessor("traceName", {
      id: "trace",
      header: "Trace",
      cell: ({ getValue }) => <bdi>{getValue()}</bdi>,
      meta: { width: "10rem", from: 1080, order: "trace" },
    }),
    column.accessor("model", {
      id: "model",
      header: "Model",
      cell: ({ getValue }) => <bdi>{getValue()}</bdi>,
      meta: { width: "10rem", from: 860, order: "model" },
    }),
    column.accessor("totalTokens", {
      id: "tokens",
      header: "Tokens",
      cell: ({ row: { original } }) => (
        <span title={`${count(original.inputTokens)} in, ${count(original.outputTokens)} out`}>
          {short(original.totalTokens)}
        </span>
      ),
      meta: { width: "4.6rem", numeric: true, order: "tokens", from: 720 },
    }),
    cost<ObservationLine>(usual),
    latency<ObservationLine>(usual),
    column.accessor("level", {
      id: "level",
      header: "Level",
      cell: ({ row: { original } }) => <Level line={original} />,
      meta: { width: "6rem", from: 940, order: "level" },
    }),
    column.accessor("userId", {
      id: "user",
      header: "User",
      cell: ({ getValue }) => <bdi>{getValue()}</bdi>,
      meta: { width: "10rem", from: 1400, order: "user" },
    }),
    session<ObservationLine>(projectId),
    column.accessor("timeToFirstToken", {
      id: "ttft",
      header: "First token",
      cell: ({ getValue }) => seconds(getValue()),
      meta: { width: "5.6rem", numeric: true, order: "ttft", from: Infinity },
    }),
    column.accessor("promptName", {
      id: "prompt",
      header: "Prompt",
      cell: ({ row: { original } }) =>
        original.promptName && (
          <bdi>
            {original.promptName} {original.promptVersion && `v${original.promptVersion}`}
          </bdi>
        ),
      meta: { width: "9rem", order: "prompt", from: Infinity },
    }),
    column.accessor("gatewayKeyAlias", {
      id: "key",
      header: "Gateway key",
      cell: ({ getValue }) => <bdi>{getValue()}</bdi>,
      meta: { width: "8rem", order: "key", from: Infinity },
    }),
    column.accessor("environment", {
      id: "environment",
      header: "Environment",
      cell: ({ getValue }) => <bdi>{getValue()}</bdi>,
      meta: { width: "7rem", order: "environment", from: Infinity },
    }),
    column.accessor("tags", {
      id: "tags",
      header: "Tags",
      cell: ({ getValue }) => <Tags tags={getValue()} />,
      meta: { width: "9rem", from: Infinity },
    }),
    column.accessor("id", {
      id: "id",
      header: "Id",
      cell: ({ getValue }) => <code>{getValue()}</code>,
      meta: { width: "11rem", from: Infinity },
    }),
  ] as ColumnDef<ObservationLine, unknown>[];
}

function Level({ line }: { line: ObservationLine }) {
  const title = line.statusMessage ?? undefined;
  if (line.level === "ERROR") return <span className="badge error" title={title}>error</span>;
  if (line.level === "WARNING") return <span className="badge warning" title={title}>warning</span>;
  return <span className="quiet">{line.level === "DEBUG" ? "debug" : "ok"}</span>;
}
