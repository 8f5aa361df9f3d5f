// Columns both lists have.
import { Link } from "@tanstack/react-router";
import type { ColumnDef } from "@tanstack/react-table";
import type { Line, Usual } from "../../lib/explore";
import { money, seconds } from "../../lib/format";
import { inertLine } from "../../lib/inert";
import { Time } from "../Time";
import { Unusual } from "./Unusual";

export function time<T extends Line>(): ColumnDef<T, unknown>[] {
  return [
    {
      id: "time",
      header: "Time",
      cell: ({ row }) => <Time iso={row.original.timestamp} />,
      meta: { width: "9rem", order: "time", from: 520 },
    },
    {
      id: "when",
      header: "When",
      cell: ({ row }) => <Time iso={row.original.timestamp} short />,
      meta: { width: "4.9rem", until: 520 },
    },
  ];
}

export function previews<T extends Line>(): ColumnDef<T, unknown>[] {
  return [
    {
      id: "input",
      header: "Input",
      cell: ({ row }) => <Preview text={row.original.inputPreview} />,
      meta: { width: "16rem", from: 1650 },
    },
    {
      id: "output",
      header: "Output",
      cell: ({ row }) => <Preview text={row.original.outputPreview} />,
      meta: { width: "16rem", from: 1650 },
    },
  ];
}

/** Somebody else's text, in one line and in its own direction. */
function Preview({ text }: { text: string | null }) {
  return text ? <bdi className="preview">{inertLine(text)}</bdi> : null;
}

export function session<T extends Line>(projectId: string): ColumnDef<T, unknown> {
  return {
    id: "session",
    header: "Session",
    cell: ({ row }) => {
      const { sessionId } = row.original;
      return sessionId ? (
        <Link
          to="/project/$projectId/sessions/$sessionId"
          params={{ projectId, sessionId }}
          onClick={(event) => event.stopPropagation()}
        >
          <bdi>{inertLine(sessionId)}</bdi>
        </Link>
      ) : null;
    },
    meta: { width: "7rem", from: 1260, order: "session" },
  };
}

export function cost<T extends Line>(usual: ReadonlyMap<string, Usual>): ColumnDef<T, unknown> {
  return {
    id: "cost",
    header: "Cost",
    cell: ({ row: { original } }) => (
      <>
        <Unusual line={original} usual={usual.get(original.name ?? "")} of="cost" />
        <span title={`$${original.totalCost ?? 0}`}>{money(original.totalCost)}</span>
      </>
    ),
    meta: { width: "clamp(6.3rem, 9vw, 8.6rem)", numeric: true, order: "cost" },
  };
}

export function latency<T extends Line>(usual: ReadonlyMap<string, Usual>): ColumnDef<T, unknown> {
  return {
    id: "latency",
    header: "Latency",
    cell: ({ row: { original } }) => (
      <>
        <Unusual line={original} usual={usual.get(original.name ?? "")} of="latency" />
        {seconds(original.latency)}
      </>
    ),
    meta: { width: "clamp(4.6rem, 8vw, 6.8rem)", numeric: true, order: "latency" },
  };
}
