import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { type ReactNode, useEffect } from "react";
import { ErrorLine, Problem } from "../components/Problem";
import { Time } from "../components/Time";
import { ContextGrowth } from "../components/session/ContextGrowth";
import { Dearest, Models } from "../components/session/Costs";
import { Lanes } from "../components/session/Lanes";
import { Telemetry } from "../components/session/Telemetry";
import { Turns } from "../components/session/Turns";
import { Comments } from "../components/trace/Comments";
import { ApiError, api } from "../lib/api";
import { count, money, plural, seconds, short } from "../lib/format";
import { inertLine } from "../lib/inert";
import { findProject, mayReadKeys, useSession } from "../lib/session";
import { MediaContext } from "../lib/traceSource";
import type { SessionAnswer } from "../lib/traceTypes";
import "../styles/trace-page.css";
import "../styles/session.css";

/** Fewer calls than this are read faster than they are charted. */
const CHARTED = 4;

export function Session() {
  const { projectId, sessionId } = useParams({
    from: "/signed-in/project/$projectId/sessions/$sessionId",
  });
  const role = findProject(useSession(), projectId)?.project.role;
  const root = `/api/projects/${encodeURIComponent(projectId)}`;
  const session = useQuery({
    queryKey: ["session-page", projectId, sessionId],
    queryFn: ({ signal }) => api<SessionAnswer>(`${root}/session`, { signal, query: { sessionId } }),
  });
  useEffect(() => {
    document.title = `${sessionId} · Gatelight`;
  }, [sessionId]);
  if (session.error instanceof ApiError && session.error.status === 404) {
    return (
      <Problem
        title="This session is not here"
        text={`No trace and no telemetry names the session ${inertLine(sessionId)}.`}
      >
        <Link className="button" to="/project/$projectId/sessions" params={{ projectId }}>
          All sessions
        </Link>
      </Problem>
    );
  }
  const { data } = session;
  return (
    <MediaContext value={(id) => `${root}/media/${encodeURIComponent(id)}`}>
      <div className="session-page">
        <header className="trace-head">
          <Link
            to="/project/$projectId/sessions"
            params={{ projectId }}
            className="icon-button"
            aria-label="Back to sessions"
          >
            <ArrowLeft aria-hidden />
          </Link>
          <h1 title={sessionId}>{inertLine(sessionId)}</h1>
          <span className="spring" />
          {data && <Figures session={data} />}
        </header>
        <ErrorLine error={session.error} />
        {session.isPending && <div className="skeleton" role="status" aria-label="Loading" />}
        {data && (
          <div className="session-body">
            {data.more && (
              <p className="quiet">This session is very long: the figures are of its first 20,000 observations.</p>
            )}
            {data.calls.length >= CHARTED && (
              <div className="session-charts">
                <ContextGrowth session={data} projectId={projectId} />
                <Lanes session={data} projectId={projectId} />
                <Models session={data} />
                <Dearest session={data} projectId={projectId} />
              </div>
            )}
            <Telemetry projectId={projectId} sessionId={sessionId} />
            <Turns projectId={projectId} session={data} />
            {data.turns.length > 0 && (
              <Comments
                projectId={projectId}
                objectType="SESSION"
                objectId={sessionId}
                mayWrite={mayReadKeys(role)}
              />
            )}
          </div>
        )}
      </div>
    </MediaContext>
  );
}

function Figures({ session }: { session: SessionAnswer }) {
  const { firstAt, turns } = session;
  const end = turns.reduce((last, turn) => Math.max(last, Date.parse(turn.endTime)), 0);
  return (
    <dl className="figures">
      {firstAt && <Figure name="Began" value={<Time iso={firstAt} />} />}
      {firstAt && end > 0 && <Figure name="Duration" value={seconds((end - Date.parse(firstAt)) / 1000)} />}
      <Figure name="Turns" value={count(turns.length)} />
      {session.users.length > 0 && <Figure name={plural(session.users.length, "User").replace(/^\S+ /, "")} value={inertLine(session.users.slice(0, 3).join(", "))} />}
      <Figure name="Tokens" value={short(session.totalTokens)} />
      {session.cacheReadTokens > 0 && session.inputTokens > 0 && (
        <Figure
          name="From cache"
          value={
            <span title={`${count(session.cacheReadTokens)} of ${count(session.inputTokens)} input tokens`}>
              {Math.round((session.cacheReadTokens / session.inputTokens) * 100)} %
            </span>
          }
        />
      )}
      {session.errorCount > 0 && <Figure name="Errors" value={count(session.errorCount)} />}
      <Figure name="Cost" value={<span title={`$${session.totalCost ?? 0}`}>{money(session.totalCost)}</span>} />
    </dl>
  );
}

function Figure({ name, value }: { name: string; value: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
