import { Link } from "@tanstack/react-router";
import { type ColumnDef, createColumnHelper } from "@tanstack/react-table";
import type { TraceLine, Usual } from "../../lib/explore";
import { count, short } from "../../lib/format";
import { curlLine } from "../../lib/snippets";
import { LevelBadge, Tags } from "../Badge";
import { Code } from "../Copy";
import type { SurfaceConfig } from "./Explorer";
import { cost, latency, previews, session, time } from "./sharedColumns";

const column = createColumnHelper<TraceLine>();

export const TRACES: SurfaceConfig<TraceLine> = {
  surface: "traces",
  title: "Traces",
  one: "trace",
  placeholder: "model:gpt-4o cost>0.01 -name:health “free text”",
  facets: [
    {
      words: [
        { word: "environment", label: "Environment" },
        { word: "name", label: "Name" },
        { word: "user", label: "User" },
        { word: "tag", label: "Tags" },
        { word: "release", label: "Release" },
        { word: "version", label: "Version" },
      ],
    },
    {
      words: [
        { word: "level", label: "Level" },
        { word: "model", label: "Model" },
        { word: "type", label: "Observation type" },
        { word: "key", label: "Gateway key" },
      ],
    },
  ],
  keyOf: (row) => row.id,
  columns,
  empty: (projectId) => <NoTraces projectId={projectId} />,
};

function columns(projectId: string, usual: ReadonlyMap<string, Usual>): ColumnDef<TraceLine, unknown>[] {
  return [
    ...time<TraceLine>(),
    column.accessor("name", {
      id: "name",
      header: "Name",
      cell: ({ row: { original } }) => (
        <span className="name-cell">
          <Link
            to="/project/$projectId/traces/$traceId"
            params={{ projectId, traceId: original.id }}
            className="row-link"
          >
            {original.name ? <bdi>{original.name}</bdi> : <em>unnamed</em>}
          </Link>
          {original.errorCount > 0 && <i className="dot error" title="has errors" />}
        </span>
      ),
      meta: { order: "name" },
    }),
    ...previews<TraceLine>(),
    column.accessor("userId", {
      id: "user",
      header: "User",
      cell: ({ getValue }) => <bdi>{getValue()}</bdi>,
      meta: { width: "10rem", from: 1040, order: "user" },
    }),
    session<TraceLine>(projectId),
    column.accessor((row) => row.models.join(", "), {
      id: "models",
      header: "Models",
      cell: ({ getValue }) => <bdi title={String(getValue())}>{String(getValue())}</bdi>,
      meta: { width: "11rem", from: 860 },
    }),
    column.accessor("totalTokens", {
      id: "tokens",
      header: "Tokens",
      cell: ({ row: { original } }) => (
        <span title={`${count(original.inputTokens)} in, ${count(original.outputTokens)} out`}>
          {short(original.totalTokens)}
        </span>
      ),
      meta: { width: "4.6rem", numeric: true, order: "tokens", from: 680 },
    }),
    cost<TraceLine>(usual),
    latency<TraceLine>(usual),
    column.accessor((row) => row.errorCount, {
      id: "level",
      header: "Level",
      cell: ({ row: { original } }) => <LevelBadge line={original} />,
      meta: { width: "4.8rem", from: 720, order: "errors" },
    }),
    column.accessor("tags", {
      id: "tags",
      header: "Tags",
      cell: ({ getValue }) => <Tags tags={getValue()} />,
      meta: { width: "9rem", from: 1420 },
    }),
    column.accessor("environment", {
      id: "environment",
      header: "Environment",
      cell: ({ getValue }) => <bdi>{getValue()}</bdi>,
      meta: { width: "7rem", from: Infinity, order: "environment" },
    }),
    column.accessor("observationCount", {
      id: "observations",
      header: "Observations",
      cell: ({ getValue }) => count(getValue()),
      meta: { width: "6.5rem", numeric: true, from: Infinity, order: "observations" },
    }),
    column.accessor("release", {
      id: "release",
      header: "Release",
      cell: ({ getValue }) => <bdi>{getValue()}</bdi>,
      meta: { width: "7rem", from: Infinity, order: "release" },
    }),
    column.accessor("version", {
      id: "version",
      header: "Version",
      cell: ({ getValue }) => <bdi>{getValue()}</bdi>,
      meta: { width: "7rem", from: Infinity, order: "version" },
    }),
    column.accessor("id", {
      id: "id",
      header: "Id",
      cell: ({ getValue }) => <code>{getValue()}</code>,
      meta: { width: "11rem", from: Infinity },
    }),
  ] as ColumnDef<TraceLine, unknown>[];
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
