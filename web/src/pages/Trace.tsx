import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useRouter, useSearch } from "@tanstack/react-router";
import { ArrowLeft, ChevronDown, ChevronUp, Link2 } from "lucide-react";
import { useCallback, useEffect, useMemo } from "react";
import { Button } from "../components/Button";
import { copyText } from "../components/Copy";
import { IconButton } from "../components/IconButton";
import { ErrorLine, Problem } from "../components/Problem";
import { toast } from "../components/Toasts";
import { Share } from "../components/trace/Share";
import { TraceMenu } from "../components/trace/TraceMenu";
import { type TracePlace, TraceView } from "../components/trace/TraceView";
import { ApiError } from "../lib/api";
import { BASE } from "../lib/base";
import { neighbours } from "../lib/listContext";
import { findProject, mayAdminister, mayReadKeys, useSession } from "../lib/session";
import { memberSource, traceQuery } from "../lib/traceSource";

const ROUTE = "/signed-in/project/$projectId/traces/$traceId";

export function Trace() {
  const { projectId, traceId } = useParams({ from: ROUTE });
  const place = useSearch({ from: ROUTE });
  const navigate = useNavigate({ from: "/project/$projectId/traces/$traceId" });
  const router = useRouter();
  const client = useQueryClient();
  const role = findProject(useSession(), projectId)?.project.role;
  const source = useMemo(() => memberSource(projectId, traceId), [projectId, traceId]);
  const around = useMemo(() => neighbours(projectId, traceId), [projectId, traceId]);
  const trace = useQuery(traceQuery(source));
  const { data } = trace;
  const title = data?.name ?? "Trace";
  useEffect(() => {
    document.title = `${title} · Gatelight`;
  }, [title]);
  const onChanged = useCallback(
    () => client.invalidateQueries({ queryKey: traceQuery(source).queryKey }),
    [client, source],
  );
  // Replaces: going back leads to the list, not through every row that was looked at.
  const onPlace = useCallback(
    (change: TracePlace) =>
      void navigate({ search: (before) => ({ ...before, ...change }), replace: true }),
    [navigate],
  );
  const goTo = (id: string | undefined) =>
    id !== undefined &&
    void navigate({ params: { projectId, traceId: id }, search: ({ show, pane }) => ({ show, pane }), replace: true });
  const toList = useCallback(() => {
    if (router.history.canGoBack()) router.history.back();
    else void navigate({ to: "/project/$projectId/traces", params: { projectId } });
  }, [router, navigate, projectId]);

  if (trace.error instanceof ApiError && trace.error.status === 404) {
    return <NoSuchTrace projectId={projectId} traceId={traceId} />;
  }
  if (!data) {
    return (
      <div className="trace-page">
        <ErrorLine error={trace.error} />
        {trace.isPending && <div className="skeleton" role="status" aria-label="Loading" />}
      </div>
    );
  }
  const writes = mayReadKeys(role);
  return (
    <TraceView
      key={traceId}
      source={source}
      trace={data}
      place={place}
      onPlace={onPlace}
      may={{ score: writes, comment: writes }}
      onChanged={onChanged}
      keys={{
        back: toList,
        previousTrace: () => goTo(around?.previous),
        nextTrace: () => goTo(around?.next),
      }}
      lead={
        <>
          <Link
            to="/project/$projectId/traces"
            params={{ projectId }}
            className="icon-button"
            aria-label="Back to traces"
            onClick={(event) => {
              if (!around) return;
              event.preventDefault();
              void router.history.push(around.href);
            }}
          >
            <ArrowLeft aria-hidden />
          </Link>
          {around && (
            <span className="neighbours">
              <IconButton
                icon={ChevronUp}
                aria-label="Trace before"
                title="Trace before (Shift+K)"
                disabled={around.previous === undefined}
                onClick={() => goTo(around.previous)}
              />
              <IconButton
                icon={ChevronDown}
                aria-label="Next trace"
                title="Next trace (Shift+J)"
                disabled={around.next === undefined}
                onClick={() => goTo(around.next)}
              />
            </span>
          )}
        </>
      }
      actions={(selected) => (
        <>
          <Button
            small
            icon={Link2}
            title="Copy the link (y)"
            onClick={() => void copyText(location.href).then((done) => done && toast("The link is copied"))}
          >
            Link
          </Button>
          <Share
            projectId={projectId}
            traceId={traceId}
            shared={data.public}
            mayShare={writes}
            onChange={onChanged}
          />
          <TraceMenu
            projectId={projectId}
            traceId={traceId}
            name={title}
            observation={selected}
            mayDelete={mayAdminister(role)}
            mayWrite={writes}
            onDeleted={() => {
              client.removeQueries({ queryKey: traceQuery(source).queryKey });
              void client.invalidateQueries({ queryKey: ["rows"] });
              toast("The trace is deleted");
              toList();
            }}
          />
        </>
      )}
    />
  );
}

function NoSuchTrace({ projectId, traceId }: { projectId: string; traceId: string }) {
  return (
    <Problem
      title="This trace is not here"
      text={`Nothing with the id ${traceId} is stored in this project. It may not have arrived, may have been refused, or belongs to another project.`}
    >
      <Link
        className="button"
        to="/project/$projectId/ingestion"
        params={{ projectId }}
        search={{ id: traceId }}
      >
        Was it refused?
      </Link>
      <a className="button" href={`${BASE}/project/${encodeURIComponent(projectId)}/traces`}>
        All traces
      </a>
    </Problem>
  );
}
