import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useRouter, useSearch } from "@tanstack/react-router";
import { ArrowLeft, Link2 } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { Tags } from "../components/Badge";
import { copyText } from "../components/Copy";
import { useWindowWidth } from "../components/DataTable";
import { ErrorLine, Problem } from "../components/Problem";
import { VIEWS, type View } from "../components/Payload";
import { Time } from "../components/Time";
import { ObservationDetails, TraceDetails } from "../components/trace/Details";
import { TraceRows } from "../components/trace/TraceRows";
import { ApiError, api } from "../lib/api";
import { BASE } from "../lib/base";
import { money, plural, seconds, short } from "../lib/format";
import { useShortcuts } from "../lib/shortcuts";
import { duration, makeTree, visible } from "../lib/tree";
import type { TraceTree } from "../lib/types";

const ROUTE = "/signed-in/project/$projectId/traces/$traceId";
const NARROW = 900;

export function Trace() {
  const { projectId, traceId } = useParams({ from: ROUTE });
  const { observation } = useSearch({ from: ROUTE });
  const navigate = useNavigate({ from: "/project/$projectId/traces/$traceId" });
  const router = useRouter();
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [view, setView] = useState<View>("chat");
  const [copied, setCopied] = useState(false);
  const details = useRef<HTMLElement>(null);
  const narrow = useWindowWidth() < NARROW;
  const trace = useQuery({
    queryKey: ["trace", projectId, traceId],
    queryFn: ({ signal }) =>
      api<TraceTree>(
        `/api/projects/${encodeURIComponent(projectId)}/traces/${encodeURIComponent(traceId)}`,
        { signal },
      ),
  });
  const { data } = trace;
  const title = data?.name ?? "Trace";
  useEffect(() => {
    document.title = `${title} · Gatelight`;
  }, [title]);
  const tree = useMemo(() => makeTree(data?.observations ?? []), [data]);
  const rows = useMemo(() => visible(tree, closed), [tree, closed]);
  const selected = data?.observations.find((node) => node.id === observation);

  // Replaces: going back leads to the list, not through every row that was looked at.
  const chosen = useRef(observation);
  useEffect(() => {
    chosen.current = observation;
  }, [observation]);
  const select = (id: string | undefined) => {
    chosen.current = id;
    void navigate({ search: { observation: id }, replace: true });
    if (narrow) details.current?.scrollIntoView({ block: "start" });
  };
  // Two quick keys move two rows, though the address follows a moment later.
  const at = () => rows.findIndex((row) => row.node.id === chosen.current);
  const setOpen = (id: string, open: boolean) => {
    const next = new Set(closed);
    if (open) next.delete(id);
    else next.add(id);
    setClosed(next);
  };
  const copyLink = () =>
    void copyText(location.href).then((done) => {
      setCopied(done);
      setTimeout(() => setCopied(false), 1500);
    });
  useShortcuts({
    next: () => {
      const next = rows[at() + 1];
      if (next) select(next.node.id);
    },
    previous: () => select(rows[at() - 1]?.node.id),
    collapse: () => observation && setOpen(observation, false),
    expand: () => observation && setOpen(observation, true),
    view: () => setView(VIEWS[(VIEWS.indexOf(view) + 1) % VIEWS.length] as View),
    copy: copyLink,
    back: () => {
      if (router.history.canGoBack()) router.history.back();
      else void navigate({ to: "/project/$projectId/traces", params: { projectId } });
    },
  });

  if (trace.error instanceof ApiError && trace.error.status === 404) {
    return <NoSuchTrace projectId={projectId} traceId={traceId} />;
  }
  const errors = data?.observations.filter((node) => node.level === "ERROR").length ?? 0;
  const tokens = data?.observations.reduce((sum, node) => sum + node.totalTokens, 0) ?? 0;
  return (
    <div className="trace-page">
      <header className="trace-head">
        <Link
          to="/project/$projectId/traces"
          params={{ projectId }}
          className="icon-button"
          aria-label="Back to traces"
        >
          <ArrowLeft aria-hidden />
        </Link>
        <h1 title={traceId}>{data ? (data.name ?? "Unnamed trace") : "Trace"}</h1>
        {errors > 0 && <span className="badge error">{plural(errors, "error")}</span>}
        {data && <Tags tags={data.tags} />}
        <span className="spring" />
        {data && (
          <dl className="figures">
            <Figure name="Time" value={<Time iso={data.timestamp} />} />
            <Figure name="Latency" value={seconds(data.latency)} />
            <Figure name="Tokens" value={short(tokens)} />
            <Figure name="Cost" value={<span title={`$${data.totalCost}`}>{money(data.totalCost)}</span>} />
          </dl>
        )}
        <button type="button" className="button small" onClick={copyLink} title="Copy the link (y)">
          <Link2 aria-hidden />
          {copied ? "Copied" : "Link"}
        </button>
      </header>
      <ErrorLine error={trace.error} />
      {trace.isPending && <div className="skeleton" role="status" aria-label="Loading" />}
      {data && (
        <div className="trace-panes">
          <TraceRows
            tree={tree}
            rows={rows}
            closed={closed}
            name={data.name ?? "Trace"}
            latency={data.latency}
            selected={observation}
            onSelect={select}
            onOpen={setOpen}
          />
          <section className="details" aria-label="Details" ref={details}>
            {selected ? (
              <ObservationDetails
                key={selected.id}
                projectId={projectId}
                traceId={traceId}
                node={selected}
                duration={duration(selected)}
                scores={data.scores.filter((score) => score.observationId === selected.id)}
                view={view}
                onView={setView}
              />
            ) : (
              <>
                {observation && (
                  <p className="error-line" role="alert">
                    This trace has no observation {observation}.
                  </p>
                )}
                <TraceDetails projectId={projectId} trace={data} view={view} onView={setView} />
              </>
            )}
          </section>
        </div>
      )}
    </div>
  );
}

function Figure({ name, value }: { name: string; value: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
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
