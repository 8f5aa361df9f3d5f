import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../lib/api";
import { count, money, seconds } from "../../lib/format";
import type { Original } from "../../lib/playground";
import { memberSource } from "../../lib/traceSource";
import type { TraceAnswer } from "../../lib/traceTypes";
import type { Place } from "../../lib/types";
import type { Run } from "../../lib/useRuns";
import { Copy } from "../Copy";
import { Delta } from "../Delta";
import { LongText } from "../Json";
import { ErrorLine } from "../Problem";

const LONG = 60_000;
const PATIENCE_MS = 30_000;

interface Props {
  projectId: string;
  run: Run | undefined;
  original: Original | undefined;
}

/** The answer as it arrives, and what its trace says it cost. */
export function Result({ projectId, run, original }: Props) {
  if (!run) return <p className="quiet play-answer">The answer will be here.</p>;
  const { answer, state } = run;
  const nothing = !answer?.text && !answer?.thinking && !answer?.calls.length;
  return (
    <>
      <div className="play-answer" aria-live="polite" aria-busy={state === "running"} tabIndex={0} role="region" aria-label="Answer">
        {answer?.thinking && (
          <details className="fold">
            <summary>Thinking</summary>
            <LongText text={answer.thinking} limit={LONG} />
          </details>
        )}
        {answer?.text && <LongText text={answer.text} limit={LONG} />}
        {answer?.calls.map((call, index) => (
          <div key={index} className="play-call">
            <span className="role">
              Tool call <b>{call.name}</b>
            </span>
            <pre className="raw">{prettyArguments(call.arguments)}</pre>
          </div>
        ))}
        {nothing && state === "running" && <span className="quiet">Waiting for the model…</span>}
        {nothing && state === "done" && <span className="quiet">The answer is empty.</span>}
      </div>
      {state === "stopped" && <p className="quiet">Stopped.</p>}
      <ErrorLine error={run.error} />
      {answer && (
        <div className="play-figures">
          <Figure name="Latency" value={answer.took} before={original?.latency} format={seconds} />
          {answer.firstAfter !== undefined && (
            <span title="Time to the first piece of the answer">
              first after {seconds(answer.firstAfter)}
            </span>
          )}
          {answer.usage && (
            <span title="Tokens in and out">
              {count(answer.usage.prompt_tokens ?? 0)} → {count(answer.usage.completion_tokens ?? 0)} tokens
            </span>
          )}
          {answer.finish && answer.finish !== "stop" && (
            <span className="badge warning">ended by {answer.finish.replaceAll("_", " ")}</span>
          )}
          {answer.text && <Copy text={answer.text} label="Copy the answer" />}
          {answer.traceId && state !== "running" && (
            <Stored projectId={projectId} traceId={answer.traceId} original={original} />
          )}
        </div>
      )}
    </>
  );
}

/** Waits until the gateway has recorded the call, then shows its cost. */
function Stored(props: { projectId: string; traceId: string; original: Original | undefined }) {
  const { projectId, traceId, original } = props;
  const [since] = useState(() => Date.now());
  const place = useQuery({
    queryKey: ["test-call", projectId, traceId],
    queryFn: ({ signal }) =>
      api<Place>(
        `/api/projects/${encodeURIComponent(projectId)}/test-call/${encodeURIComponent(traceId)}`,
        { signal },
      ),
    refetchInterval: ({ state }) =>
      placeOf(state.data, projectId) || isLate(state.dataUpdatedAt, since) ? false : 1000,
    staleTime: Infinity,
  });
  const home = placeOf(place.data, projectId);
  const trace = useQuery({
    queryKey: ["played", home, traceId],
    queryFn: ({ signal }) => memberSource(home ?? projectId, traceId).tree(signal),
    enabled: home !== undefined,
    refetchInterval: ({ state }) =>
      isWhole(state.data) || isLate(state.dataUpdatedAt, since) ? false : 1000,
    staleTime: Infinity,
  });
  if (home && trace.data && isWhole(trace.data)) {
    return (
      <>
        <Figure name="Cost" value={trace.data.totalCost} before={original?.cost} format={money} />
        <Link to="/project/$projectId/traces/$traceId" params={{ projectId: home, traceId }}>
          {home === projectId ? "Trace" : `Trace in ${place.data?.elsewhereName}`}
        </Link>
      </>
    );
  }
  if (place.error || trace.error) return <span className="quiet">Its trace cannot be read.</span>;
  return (
    <span className="quiet" title={traceId}>
      {isLate(Math.max(place.dataUpdatedAt, trace.dataUpdatedAt), since)
        ? "Its trace has not come: the gateway's log says whether sending it failed."
        : "Waiting for its trace…"}
    </span>
  );
}

/** The project that has the trace: the gateway writes to the one whose keys it was started with. */
const placeOf = (place: Place | undefined, projectId: string) =>
  place?.here ? projectId : (place?.elsewhere ?? undefined);

const isLate = (updatedAt: number, since: number) => updatedAt - since >= PATIENCE_MS;

const isWhole = (trace: TraceAnswer | undefined) => (trace?.observations.id.length ?? 0) > 0;

interface FigureProps {
  name: string;
  value: number | undefined;
  before: number | null | undefined;
  format: (value: number) => string;
}

/** A number, and how it differs from the original call's. */
function Figure({ name, value, before, format }: FigureProps) {
  if (value === undefined) return null;
  return (
    <span title={before ? `${name}: ${format(value)}, the original ${format(before)}` : name}>
      {format(value)} <Delta value={value} before={before} better="less" />
    </span>
  );
}

function prettyArguments(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
