import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo } from "react";
import { Logo } from "../components/Logo";
import { ErrorLine, Problem } from "../components/Problem";
import { type TracePlace, TraceView } from "../components/trace/TraceView";
import { ApiError } from "../lib/api";
import { BASE } from "../lib/base";
import { sharedSource } from "../lib/traceSource";

const ROUTE = "/public/traces/$projectId/$traceId";
const NOTHING = { score: false, comment: false };

/** One trace for readers without a log-in. */
export function SharedTrace() {
  const { projectId, traceId } = useParams({ from: ROUTE });
  const place = useSearch({ from: ROUTE });
  const navigate = useNavigate({ from: ROUTE });
  const source = useMemo(() => sharedSource(projectId, traceId), [projectId, traceId]);
  const trace = useQuery({
    queryKey: ["shared-trace", projectId, traceId],
    queryFn: ({ signal }) => source.tree(signal),
  });
  const title = trace.data?.name ?? "Shared trace";
  useEffect(() => {
    document.title = `${title} · Gatelight`;
  }, [title]);
  const onPlace = useCallback(
    (change: TracePlace) =>
      void navigate({ search: (before) => ({ ...before, ...change }), replace: true }),
    [navigate],
  );
  if (trace.error instanceof ApiError && trace.error.status === 404) {
    return (
      <main>
        <Problem
          title="There is no shared trace here"
          text="The address may be cut off, or the trace is no longer shared. Members of its project can open it after they have signed in."
        />
      </main>
    );
  }
  return (
    <main className="shared-trace">
      <ErrorLine error={trace.error} />
      {trace.isPending && <div className="skeleton" role="status" aria-label="Loading" />}
      {trace.data && (
        <TraceView
          source={source}
          trace={trace.data}
          place={place}
          onPlace={onPlace}
          may={NOTHING}
          onChanged={() => undefined}
          lead={
            <a href={`${BASE}/`} className="icon-button" aria-label="Gatelight">
              <Logo />
            </a>
          }
          actions={() => <span className="badge">shared, read only</span>}
        />
      )}
    </main>
  );
}
