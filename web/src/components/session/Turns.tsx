import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { api } from "../../lib/api";
import { count, money, seconds, short } from "../../lib/format";
import { inertLine } from "../../lib/inert";
import { useMoreInView } from "../../lib/moreInView";
import type { Contents, SessionAnswer, Turn } from "../../lib/traceTypes";
import { type Entry, Transcript } from "../../lib/transcript";
import { ErrorLine } from "../Problem";
import { Bubble } from "../text/Chat";
import { Time } from "../Time";

const IDLE_SECONDS = 60;

/** The session's traces in order; each shows what was not said before. */
export function Turns({ projectId, session }: { projectId: string; session: SessionAnswer }) {
  const { id: sessionId, turns } = session;
  const query = useInfiniteQuery({
    queryKey: ["session-contents", projectId, sessionId],
    queryFn: ({ pageParam, signal }) =>
      api<Contents>(`/api/projects/${encodeURIComponent(projectId)}/session-contents`, {
        signal,
        query: { sessionId, offset: pageParam },
      }),
    initialPageParam: 0,
    getNextPageParam: ({ next }) => next ?? undefined,
    enabled: turns.length > 0,
    staleTime: 30_000,
  });
  const { data, hasNextPage, isFetching, fetchNextPage } = query;
  const said = useMemo(() => {
    const transcript = new Transcript();
    const found = new Map<string, Entry[]>();
    for (const page of data?.pages ?? []) {
      for (const { id, input, output } of page.data) {
        const from = transcript.entries.length;
        transcript.add({ id, type: "GENERATION", name: "turn", failed: false }, { input, output });
        found.set(id, transcript.entries.slice(from));
      }
    }
    return found;
  }, [data]);
  const end = useMoreInView<HTMLDivElement>({ hasNextPage, isFetching, fetchNextPage });
  const loaded = turns.filter((turn) => said.has(turn.id));
  return (
    <>
      <ErrorLine error={query.error} />
      <ol className="turns">
        {loaded.map((turn, at) => (
          <TurnView
            key={turn.id}
            projectId={projectId}
            turn={turn}
            number={at + 1}
            idle={idle(loaded[at - 1], turn)}
            entries={said.get(turn.id) ?? []}
          />
        ))}
      </ol>
      <div ref={end} />
      {turns.length > 0 && (query.isPending || hasNextPage) && (
        <div className="skeleton" role="status" aria-label="Loading" />
      )}
    </>
  );
}

/** Seconds between the end of the turn before and this one's start. */
function idle(before: Turn | undefined, turn: Turn): number {
  return before ? (Date.parse(turn.timestamp) - Date.parse(before.endTime)) / 1000 : 0;
}

interface TurnProps {
  projectId: string;
  turn: Turn;
  number: number;
  idle: number;
  entries: Entry[];
}

function TurnView({ projectId, turn, number, idle, entries }: TurnProps) {
  return (
    <li>
      {idle >= IDLE_SECONDS && <p className="idle">{seconds(idle)} idle</p>}
      <article className="turn">
        <header>
          <span className="quiet">{number}</span>
          <h2>
            <Link to="/project/$projectId/traces/$traceId" params={{ projectId, traceId: turn.id }}>
              {inertLine(turn.name ?? "Unnamed trace")}
            </Link>
          </h2>
          {turn.errorCount > 0 && <span className="badge error">{turn.errorCount > 1 ? `${turn.errorCount} errors` : "error"}</span>}
          <span className="spring" />
          <span className="turn-figures quiet">
            {turn.models.length > 0 && <span>{inertLine(turn.models.join(", "))}</span>}
            <span>{seconds(turn.latency)}</span>
            {turn.totalTokens > 0 && <span title={count(turn.totalTokens)}>{short(turn.totalTokens)} tokens</span>}
            {turn.cacheReadTokens > 0 && turn.inputTokens > 0 && (
              <span>{Math.round((turn.cacheReadTokens / turn.inputTokens) * 100)} % from cache</span>
            )}
            <span title={`$${turn.totalCost ?? 0}`}>{money(turn.totalCost)}</span>
            <Time iso={turn.timestamp} />
          </span>
        </header>
        {entries.length === 0 && <p className="quiet">Nothing new was said here.</p>}
        {entries.map((entry, at) => (
          <EntryView key={at} entry={entry} projectId={projectId} />
        ))}
      </article>
    </li>
  );
}

function EntryView({ entry, projectId }: { entry: Entry; projectId: string }) {
  if (entry.kind === "message") return <Bubble message={entry.message} />;
  return (
    <p className="quiet">
      More was said than fits here:{" "}
      <Link to="/project/$projectId/traces/$traceId" params={{ projectId, traceId: entry.id }}>
        open the trace
      </Link>
      .
    </p>
  );
}
