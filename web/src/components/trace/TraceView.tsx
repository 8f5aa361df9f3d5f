import * as Tabs from "@radix-ui/react-tabs";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ListTree, Workflow } from "lucide-react";
import {
  type CSSProperties,
  type ReactNode,
  Suspense,
  lazy,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { api } from "../../lib/api";
import { money, plural, seconds, short } from "../../lib/format";
import { inertLine } from "../../lib/inert";
import { useMedia } from "../../lib/media";
import { useShortcuts } from "../../lib/shortcuts";
import { MediaContext, type TraceSource } from "../../lib/traceSource";
import type { TraceAnswer } from "../../lib/traceTypes";
import { type Tree, ancestors, branches, childCount, makeTree, search, visible } from "../../lib/tree";
import { Tags } from "../Badge";
import { copyText } from "../Copy";
import { IconButton } from "../IconButton";
import { VIEWS, type View } from "../Payload";
import { Splitter, usePaneShare } from "../Splitter";
import { Time } from "../Time";
import { toast } from "../Toasts";
import { ObservationDetails, TraceDetails } from "./Details";
import { Logs, useLogs } from "./Logs";
import { TranscriptView } from "./TranscriptView";
import { type TreeLook, TreePane } from "./TreePane";
import "../../styles/trace-page.css";

const AgentGraph = lazy(() => import("./AgentGraph"));
const NARROW = "(max-width: 899px)";
const NOBODY: ReadonlySet<string> = new Set();
const NO_COUNTS: Readonly<Record<string, number>> = {};

export type Show = "transcript" | "logs";
export type Pane = "graph";

export interface TracePlace {
  observation?: string;
  show?: Show;
  pane?: Pane;
}

interface Props {
  source: TraceSource;
  trace: TraceAnswer;
  place: TracePlace;
  onPlace: (change: TracePlace) => void;
  may: { score: boolean; comment: boolean };
  /** Before the name: the way back. */
  lead: ReactNode;
  /** After the figures: what can be done with the trace. */
  actions: (selected: { id: string; type: string } | undefined) => ReactNode;
  onChanged: () => void;
  keys?: Parameters<typeof useShortcuts>[0];
}

/** A trace: its tree or graph, and beside it what is selected, the transcript or the log. */
export function TraceView(props: Props) {
  const { source, trace, place, onPlace, may } = props;
  const tree = useMemo(() => makeTree(trace.observations), [trace.observations]);
  const [closed, setClosed] = useState<ReadonlySet<number>>(new Set());
  const [wanted, setWanted] = useState("");
  const found = useMemo(() => search(tree, wanted), [tree, wanted]);
  const rows = useMemo(() => visible(tree, closed, found), [tree, closed, found]);
  const [look, setLook] = useState<TreeLook>({ critical: true, compress: false });
  const [view, setView] = useState<View>("chat");
  const [share, setShare] = usePaneShare("gatelight.trace.tree", 44);
  const narrow = useMedia(NARROW);
  const searchBox = useRef<HTMLInputElement>(null);
  const details = useRef<HTMLElement>(null);
  const comments = useCommentCounts(source);
  const logs = useLogs(source.projectId, source.traceId, !source.shared);
  const scored = useMemo(() => {
    const ids = trace.scores.flatMap((score) => score.observationId ?? []);
    return ids.length ? new Set(ids) : NOBODY;
  }, [trace.scores]);
  const node = place.observation === undefined ? undefined : tree.index.get(place.observation);

  // Two quick keys move two rows, though the address follows a moment later.
  const chosen = useRef(node);
  useEffect(() => {
    chosen.current = node;
  }, [node]);
  const select = useCallback(
    (to: number | undefined) => {
      chosen.current = to;
      onPlace({ observation: to === undefined ? undefined : tree.ids[to] });
      if (narrow) details.current?.scrollIntoView({ block: "start" });
    },
    [onPlace, tree, narrow],
  );
  const setOpen = useCallback((which: number, open: boolean) => {
    setClosed((before) => {
      const next = new Set(before);
      if (open) next.delete(which);
      else next.add(which);
      return next;
    });
  }, []);
  const fold = useCallback(
    (all: boolean) => setClosed(all ? branches(tree) : new Set<number>()),
    [tree],
  );
  // A selected row is never hidden in a closed branch.
  useEffect(() => {
    if (node === undefined) return;
    const above = ancestors(tree, node);
    setClosed((before) =>
      above.some((one) => before.has(one))
        ? new Set([...before].filter((one) => !above.includes(one)))
        : before,
    );
  }, [tree, node]);

  const at = () => (chosen.current === undefined ? -1 : rows.nodes.indexOf(chosen.current));
  const toError = (by: 1 | -1) => {
    const errors = errorsOf(tree);
    if (errors.length === 0) return;
    const order = visible(tree, new Set(), null).nodes;
    const places = errors.map((one) => order.indexOf(one)).sort((a, b) => a - b);
    const from = chosen.current === undefined ? -1 : order.indexOf(chosen.current);
    const next =
      by > 0
        ? (places.find((each) => each > from) ?? places[0])
        : (places.findLast((each) => each < from) ?? places.at(-1));
    if (next !== undefined) select(order[next]);
  };
  const copyLink = () =>
    void copyText(location.href).then((done) => done && toast("The link is copied"));
  const collapse = () => {
    const current = chosen.current;
    if (current === undefined) return;
    if (childCount(tree, current) && !closed.has(current)) setOpen(current, false);
    else {
      const above = tree.parent[current] as number;
      if (above >= 0) select(above);
    }
  };
  useShortcuts({
    next: () => {
      const next = rows.nodes[at() + 1];
      if (next !== undefined) select(next);
    },
    previous: () => select(at() <= 0 ? undefined : rows.nodes[at() - 1]),
    collapse,
    expand: () => chosen.current !== undefined && setOpen(chosen.current, true),
    collapseAll: () => fold(true),
    expandAll: () => fold(false),
    nextError: () => toError(1),
    previousError: () => toError(-1),
    searchTree: () => searchBox.current?.focus(),
    critical: () => setLook({ ...look, critical: !look.critical }),
    idle: () => setLook({ ...look, compress: !look.compress }),
    transcript: () => onPlace({ show: place.show === "transcript" ? undefined : "transcript" }),
    graph: () => onPlace({ pane: place.pane ? undefined : "graph" }),
    view: () => setView(VIEWS[(VIEWS.indexOf(view) + 1) % VIEWS.length] as View),
    copy: copyLink,
    ...props.keys,
  });

  const errors = useMemo(() => errorsOf(tree).length, [tree]);
  const tokens = useMemo(() => tree.totalTokens.reduce((sum, each) => sum + each, 0), [tree]);
  const selected = node === undefined ? undefined : { id: tree.ids[node] as string, type: tree.type(node) };
  const shared = { source, trace, view, onView: setView, may, onScored: props.onChanged, onCommented: comments.refresh };
  const hasLogs = (logs.data?.data.length ?? 0) > 0 || place.show === "logs";
  return (
    <MediaContext value={source.media}>
      <div className="trace-page">
        <header className="trace-head">
          {props.lead}
          <h1 title={trace.id}>{inertLine(trace.name ?? "Unnamed trace")}</h1>
          {errors > 0 && (
            <button type="button" className="badge error" title="Next error ( ] )" onClick={() => toError(1)}>
              {plural(errors, "error")}
            </button>
          )}
          <Tags tags={trace.tags.map(inertLine)} />
          <span className="spring" />
          <dl className="figures">
            <Figure name="Time" value={<Time iso={trace.timestamp} />} />
            <Figure name="Latency" value={seconds(trace.latency)} />
            <Figure name="Tokens" value={short(tokens)} />
            <Figure name="Cost" value={<span title={`$${trace.totalCost}`}>{money(trace.totalCost)}</span>} />
          </dl>
          {props.actions(selected)}
        </header>
        <div className="trace-panes" style={{ "--share": `${share}%` } as CSSProperties}>
          <section className="tree-pane" aria-label="Observations">
            <div className="tree-head">
              <button
                type="button"
                className="tree-top"
                aria-current={node === undefined}
                onClick={() => select(undefined)}
              >
                <b>{inertLine(trace.name ?? "Trace")}</b>
                <span className="quiet">
                  {plural(tree.count, "observation")} · {seconds(trace.latency)}
                </span>
              </button>
              <IconButton
                icon={place.pane === "graph" ? ListTree : Workflow}
                aria-pressed={place.pane === "graph"}
                aria-label={place.pane === "graph" ? "Show the tree" : "Show the graph"}
                title="Graph or tree (m)"
                onClick={() => onPlace({ pane: place.pane ? undefined : "graph" })}
              />
            </div>
            {place.pane === "graph" ? (
              <Suspense fallback={<div className="skeleton" role="status" aria-label="Loading" />}>
                <AgentGraph tree={tree} selected={node} onSelect={select} />
              </Suspense>
            ) : (
              <TreePane
                tree={tree}
                rows={rows}
                closed={closed}
                found={found}
                wanted={wanted}
                onWanted={setWanted}
                searchBox={searchBox}
                look={look}
                onLook={setLook}
                comments={comments.counts}
                scored={scored}
                selected={node}
                onSelect={select}
                onOpen={setOpen}
                onFold={fold}
              />
            )}
          </section>
          {!narrow && <Splitter label="Width of the tree" share={share} onShare={setShare} />}
          <section className="details" aria-label="Details" ref={details} tabIndex={-1}>
            <Tabs.Root
              className="details-tabs"
              value={place.show ?? "details"}
              onValueChange={(to) => onPlace({ show: to === "details" ? undefined : (to as Show) })}
            >
              <Tabs.List className="tabs" aria-label="What is shown of the trace">
                <Tabs.Trigger className="tab" value="details">
                  Details
                </Tabs.Trigger>
                <Tabs.Trigger className="tab" value="transcript" title="The whole trace as a conversation (t)">
                  Transcript
                </Tabs.Trigger>
                {hasLogs && (
                  <Tabs.Trigger className="tab" value="logs">
                    Logs <small>{logs.data?.data.length}</small>
                  </Tabs.Trigger>
                )}
              </Tabs.List>
              <Tabs.Content value="details" tabIndex={-1} className="details-body">
                {node !== undefined ? (
                  <ObservationDetails key={tree.ids[node]} {...shared} tree={tree} node={node} />
                ) : (
                  <>
                    {place.observation !== undefined && (
                      <p className="error-line" role="alert">
                        This trace has no observation {inertLine(place.observation)}.
                      </p>
                    )}
                    <TraceDetails {...shared} />
                  </>
                )}
              </Tabs.Content>
              <Tabs.Content value="transcript" tabIndex={-1} className="details-body">
                <TranscriptView source={source} trace={trace} tree={tree} selected={place.observation} onSelect={select} />
              </Tabs.Content>
              <Tabs.Content value="logs" tabIndex={-1} className="details-body">
                <Logs query={logs} />
              </Tabs.Content>
            </Tabs.Root>
          </section>
        </div>
      </div>
    </MediaContext>
  );
}

function useCommentCounts(source: TraceSource) {
  const client = useQueryClient();
  const key = ["comment-counts", source.projectId, source.traceId];
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) =>
      api<{ data: Record<string, number> }>(
        `/api/projects/${encodeURIComponent(source.projectId)}/comment-counts`,
        { signal, query: { traceId: source.traceId } },
      ),
    enabled: !source.shared,
    staleTime: 30_000,
  });
  return {
    counts: query.data?.data ?? NO_COUNTS,
    refresh: () => void client.invalidateQueries({ queryKey: key }),
  };
}

function errorsOf(tree: Tree): number[] {
  const found: number[] = [];
  for (let node = 0; node < tree.count; node += 1) if (tree.level(node) === "ERROR") found.push(node);
  return found;
}

function Figure({ name, value }: { name: string; value: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
