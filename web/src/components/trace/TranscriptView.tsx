import { useInfiniteQuery } from "@tanstack/react-query";
import { ArrowUpRight } from "lucide-react";
import { memo, useEffect, useMemo, useRef } from "react";
import { inertLine } from "../../lib/inert";
import { useMoreInView } from "../../lib/moreInView";
import type { TraceSource } from "../../lib/traceSource";
import type { TraceAnswer } from "../../lib/traceTypes";
import { type Entry, Transcript } from "../../lib/transcript";
import type { Tree } from "../../lib/tree";
import { LongText } from "../Json";
import { ErrorLine } from "../Problem";
import { Bubble } from "../text/Chat";
import { TypeIcon } from "./icons";

interface Props {
  source: TraceSource;
  trace: TraceAnswer;
  tree: Tree;
  selected: string | undefined;
  onSelect: (node: number) => void;
}

/** The trace as one conversation; what comes later is loaded as it is read. */
export function TranscriptView({ source, trace, tree, selected, onSelect }: Props) {
  const query = useInfiniteQuery({
    queryKey: ["contents", source.shared, source.projectId, source.traceId],
    queryFn: ({ pageParam, signal }) => source.contents(pageParam, signal),
    initialPageParam: 0,
    getNextPageParam: ({ next }) => next ?? undefined,
    staleTime: 60_000,
  });
  const { data, hasNextPage, isFetching, fetchNextPage } = query;
  const entries = useMemo(() => {
    const transcript = new Transcript();
    for (const page of data?.pages ?? []) {
      for (const { id, input, output } of page.data) {
        const node = tree.index.get(id);
        const type = node === undefined ? "SPAN" : tree.type(node);
        const name = node === undefined ? id : tree.name(node) || type.toLowerCase();
        const failed = node !== undefined && tree.level(node) === "ERROR";
        transcript.add({ id, type, name, failed }, { input, output });
      }
    }
    if (data && !hasNextPage && !transcript.entries.some((each) => each.kind === "message")) {
      transcript.addTrace(trace.texts);
    }
    return transcript.entries;
  }, [data, hasNextPage, tree, trace]);
  const end = useMoreInView<HTMLDivElement>({ hasNextPage, isFetching, fetchNextPage });
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    if (!selected) return;
    const entry = list.current?.querySelector(`[data-id="${CSS.escape(selected)}"]`);
    entry?.scrollIntoView({ block: "nearest" });
  }, [selected]);
  const open = (id: string) => {
    const node = tree.index.get(id);
    if (node !== undefined) onSelect(node);
  };
  return (
    <>
      <ErrorLine error={query.error} />
      {query.isPending && <div className="skeleton" role="status" aria-label="Loading" />}
      {data && entries.length === 0 && !hasNextPage && (
        <p className="quiet">Nothing was said in this trace: no input and no output were recorded.</p>
      )}
      <ol className="transcript" ref={list}>
        {entries.map((entry, at) => (
          <li key={at} data-id={entry.id} data-selected={entry.id !== "" && entry.id === selected}>
            <EntryView entry={entry} onOpen={open} nameOf={(id) => nameOf(tree, id)} />
          </li>
        ))}
      </ol>
      <div ref={end} />
      {hasNextPage && <div className="skeleton" role="status" aria-label="Loading" />}
    </>
  );
}

const nameOf = (tree: Tree, id: string): string => {
  const node = tree.index.get(id);
  return node === undefined ? "trace" : inertLine(tree.name(node) || tree.type(node).toLowerCase());
};

interface EntryProps {
  entry: Entry;
  onOpen: (id: string) => void;
  nameOf: (id: string) => string;
}

const EntryView = memo(
  function EntryView({ entry, onOpen, nameOf }: EntryProps) {
    const link = entry.id && (
      <button type="button" className="entry-link" title="Show this observation" onClick={() => onOpen(entry.id)}>
        {nameOf(entry.id)}
        <ArrowUpRight aria-hidden />
      </button>
    );
    switch (entry.kind) {
      case "heading":
        return (
          <h2 className="entry-heading">
            <TypeIcon type={entry.type} />
            <button type="button" className="entry-link" title="Show this observation" onClick={() => onOpen(entry.id)}>
              <b>{inertLine(entry.name)}</b>
              <ArrowUpRight aria-hidden />
            </button>
          </h2>
        );
      case "message":
        return (
          <div className="entry">
            {link}
            <Bubble message={entry.message} />
          </div>
        );
      case "tool":
        return (
          <div className="entry">
            <button
              type="button"
              className="entry-link"
              aria-label={`Show ${inertLine(entry.name)}`}
              title="Show this observation"
              onClick={() => onOpen(entry.id)}
            >
              <ArrowUpRight aria-hidden />
            </button>
            <div className="message" data-role="tool">
              <span className="role">
                {entry.type.toLowerCase()} <b>{inertLine(entry.name)}</b>{" "}
                {entry.failed && <span className="badge error">failed</span>}
              </span>
              {entry.input && (
                <div className="part" data-kind="call">
                  <LongText text={entry.input} limit={1500} />
                </div>
              )}
              {entry.output && (
                <div className="part" data-kind="result">
                  <LongText text={entry.output} limit={1500} />
                </div>
              )}
            </div>
          </div>
        );
      case "cut":
        return (
          <p className="quiet">
            {inertLine(entry.name)} said more than fits here. {link}
          </p>
        );
    }
  },
  (before, after) => before.entry === after.entry,
);
