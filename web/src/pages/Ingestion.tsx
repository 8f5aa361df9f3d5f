import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { CircleCheck, CircleX, Search } from "lucide-react";
import type { FormEvent } from "react";
import { Arrivals } from "../components/ingestion/Arrivals";
import { PageHead } from "../components/PageHead";
import { ErrorLine } from "../components/Problem";
import { LongText } from "../components/Json";
import { Time } from "../components/Time";
import { ApiError, api } from "../lib/api";
import { count, plural } from "../lib/format";
import type { Note, Page } from "../lib/types";

const ROUTE = "/signed-in/project/$projectId/ingestion";
const KINDS = [
  { kind: undefined, label: "All" },
  { kind: "refused", label: "Refused" },
  { kind: "altered", label: "Altered" },
] as const;

export function Ingestion() {
  const { projectId } = useParams({ from: ROUTE });
  const { kind, id } = useSearch({ from: ROUTE });
  const navigate = useNavigate({ from: "/project/$projectId/ingestion" });
  const notes = useInfiniteQuery({
    queryKey: ["notes", projectId, kind, id],
    queryFn: ({ pageParam, signal }) =>
      api<Page<Note>>("/api/public/ingestion/refused", {
        project: projectId,
        signal,
        query: { page: pageParam, limit: 50, kind, entityId: id },
      }),
    initialPageParam: 1,
    getNextPageParam: ({ meta }) => (meta.page < meta.totalPages ? meta.page + 1 : undefined),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 1) === 1 ? 5000 : false),
  });
  const rows = notes.data?.pages.flatMap((page) => page.data) ?? [];
  const total = notes.data?.pages[0]?.meta.totalItems;
  function find(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const wanted = String(new FormData(event.currentTarget).get("id")).trim();
    void navigate({ search: (before) => ({ ...before, id: wanted || undefined }), replace: true });
  }
  return (
    <div className="text-page wide">
      <PageHead title="Ingestion" />
      <Arrivals projectId={projectId} />
      <div className="section-head">
        <h2>
          What was refused or altered{" "}
          {total !== undefined && <small className="quiet">{count(total)}</small>}
        </h2>
        <span className="spring" />
        <div className="choices" role="group" aria-label="Kind">
          {KINDS.map((each) => (
            <button
              key={each.label}
              type="button"
              className="button small"
              aria-pressed={kind === each.kind}
              onClick={() =>
                void navigate({ search: (before) => ({ ...before, kind: each.kind }), replace: true })
              }
            >
              {each.label}
            </button>
          ))}
        </div>
      </div>
      <p className="quiet">
        What was refused, or stored otherwise than it was sent, and why. Everything else is in
        Traces.
      </p>
      <form className="find" role="search" onSubmit={find}>
        <input
          key={id}
          className="input"
          name="id"
          defaultValue={id}
          aria-label="Id of a trace, observation or score"
          placeholder="Why is my trace missing? Paste its id"
        />
        <button className="button">
          <Search aria-hidden />
          Look
        </button>
      </form>
      {id && <Verdict projectId={projectId} id={id} refused={total} />}
      <ErrorLine error={notes.error} />
      {notes.isPending ? (
        <div className="skeleton" role="status" aria-label="Loading" />
      ) : rows.length === 0 && !notes.error ? (
        !id && (
          <div className="empty">
            <CircleCheck aria-hidden />
            <h2>Nothing was refused</h2>
            <p>Every event sent to this project was stored as it came.</p>
          </div>
        )
      ) : (
        <ul className="notes">
          {rows.map((note) => (
            <NoteRow key={note.id} note={note} />
          ))}
        </ul>
      )}
      {notes.hasNextPage && (
        <button
          type="button"
          className="button"
          disabled={notes.isFetchingNextPage}
          onClick={() => void notes.fetchNextPage()}
        >
          Older ones
        </button>
      )}
    </div>
  );
}

/** Whether an id is stored as a trace, and what the notes say of it. */
function Verdict(props: { projectId: string; id: string; refused: number | undefined }) {
  const { projectId, id, refused } = props;
  const trace = useQuery({
    queryKey: ["stored", projectId, id],
    queryFn: async ({ signal }) => {
      try {
        await api(`/api/public/traces/${encodeURIComponent(id)}`, {
          project: projectId,
          query: { fields: "core" },
          signal,
        });
        return true;
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return false;
        throw error;
      }
    },
  });
  if (trace.error) return <ErrorLine error={trace.error} />;
  if (trace.data === undefined || refused === undefined) return null;
  return (
    <p className="verdict" role="status">
      {trace.data ? <CircleCheck aria-hidden /> : <CircleX aria-hidden />}
      <span>
        {trace.data ? (
          <>
            A trace with this id is stored:{" "}
            <Link to="/project/$projectId/traces/$traceId" params={{ projectId, traceId: id }}>
              open it
            </Link>
            .{" "}
          </>
        ) : (
          "No trace with this id is stored in this project. "
        )}
        {refused > 0
          ? `${plural(refused, "note")} about it below.`
          : trace.data
            ? "Nothing of it was refused or altered."
            : "Nothing with this id was refused either, so it never reached this project: check the host and the keys of the program that sends."}
      </span>
    </p>
  );
}

function NoteRow({ note }: { note: Note }) {
  return (
    <li className="note">
      <header>
        <span className={`badge ${note.kind === "refused" ? "error" : "warning"}`}>{note.kind}</span>
        <b>{note.reason}</b>
        <Time iso={note.timestamp} />
      </header>
      <dl className="facts">
        <Fact name="Event" value={[note.eventType, note.eventId].filter(Boolean).join(" ")} />
        <Fact name="Entity" value={note.entityId} />
        <Fact name="Key" value={note.publicKey} />
        <Fact name="SDK" value={[note.sdkName, note.sdkVersion].filter(Boolean).join(" ")} />
        <Fact name="By" value={note.source} />
      </dl>
      {note.detail && (
        <pre className="raw">
          <LongText text={note.detail} limit={400} />
        </pre>
      )}
    </li>
  );
}

function Fact({ name, value }: { name: string; value: string | null }) {
  if (!value) return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
