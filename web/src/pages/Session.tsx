import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { useEffect, useState } from "react";
import { Sides, type View, Views } from "../components/Payload";
import { ErrorLine, Problem } from "../components/Problem";
import { Time } from "../components/Time";
import { ApiError, api } from "../lib/api";
import { plural, seconds } from "../lib/format";
import type { SessionTraces, TraceHead } from "../lib/types";

const IDLE_SECONDS = 60;
const FIRST_TURNS = 50;

export function Session() {
  const { projectId, sessionId } = useParams({
    from: "/signed-in/project/$projectId/sessions/$sessionId",
  });
  const [limit, setLimit] = useState(FIRST_TURNS);
  const [view, setView] = useState<View>("chat");
  const session = useQuery({
    queryKey: ["session-traces", projectId, sessionId],
    queryFn: ({ signal }) =>
      api<SessionTraces>(`/api/public/sessions/${encodeURIComponent(sessionId)}`, {
        project: projectId,
        signal,
      }),
  });
  useEffect(() => {
    document.title = `${sessionId} · Gatelight`;
  }, [sessionId]);
  if (session.error instanceof ApiError && session.error.status === 404) {
    return (
      <Problem title="This session is not here" text={`No trace names the session ${sessionId}.`}>
        <Link className="button" to="/project/$projectId/sessions" params={{ projectId }}>
          All sessions
        </Link>
      </Problem>
    );
  }
  const turns = [...(session.data?.traces ?? [])].reverse();
  const users = [...new Set(turns.map((turn) => turn.userId).filter(Boolean))];
  return (
    <div className="text-page session-page">
      <header className="trace-head">
        <Link
          to="/project/$projectId/sessions"
          params={{ projectId }}
          className="icon-button"
          aria-label="Back to sessions"
        >
          <ArrowLeft aria-hidden />
        </Link>
        <h1>{sessionId}</h1>
        <span className="quiet">
          {session.data && [plural(turns.length, "turn"), ...users].join(" · ")}
        </span>
      </header>
      <ErrorLine error={session.error} />
      {session.isPending && <div className="skeleton" role="status" aria-label="Loading" />}
      {turns.length > 0 && (
        <Views view={view} onView={setView}>
          <ol className="turns">
            {turns.slice(0, limit).map((turn, index) => (
              <Turn
                key={turn.id}
                projectId={projectId}
                turn={turn}
                number={index + 1}
                idle={idle(turns[index - 1], turn)}
                view={view}
              />
            ))}
          </ol>
        </Views>
      )}
      {turns.length > limit && (
        <button type="button" className="button" onClick={() => setLimit(limit + FIRST_TURNS)}>
          {plural(turns.length - limit, "more turn")}
        </button>
      )}
    </div>
  );
}

function idle(before: TraceHead | undefined, turn: TraceHead): number {
  return before ? (Date.parse(turn.timestamp) - Date.parse(before.timestamp)) / 1000 : 0;
}

interface TurnProps {
  projectId: string;
  turn: TraceHead;
  number: number;
  idle: number;
  view: View;
}

function Turn({ projectId, turn, number, idle, view }: TurnProps) {
  return (
    <li>
      {idle >= IDLE_SECONDS && <p className="idle">{seconds(idle)} later</p>}
      <article className="turn">
        <header>
          <span className="quiet">{number}</span>
          <h2>
            <Link
              to="/project/$projectId/traces/$traceId"
              params={{ projectId, traceId: turn.id }}
            >
              {turn.name ?? "Unnamed trace"}
            </Link>
          </h2>
          <Time iso={turn.timestamp} />
        </header>
        <Sides input={turn.input} output={turn.output} view={view} />
      </article>
    </li>
  );
}
