import { useVirtualizer } from "@tanstack/react-virtual";
import { ChevronsDownUp, ChevronsUpDown, Route, Search, UnfoldHorizontal } from "lucide-react";
import { type RefObject, useEffect, useMemo, useRef } from "react";
import { criticalPath, marksByNode } from "../../lib/criticalPath";
import { count, plural, seconds } from "../../lib/format";
import { idleGaps, idleTime, makeScale } from "../../lib/timeline";
import { type Rows, type Tree, secondsOf } from "../../lib/tree";
import { IconButton } from "../IconButton";
import { type RowLook, TreeRow } from "./TreeRow";

const ROW = 30;

export interface TreeLook {
  critical: boolean;
  compress: boolean;
}

interface Props {
  tree: Tree;
  rows: Rows;
  closed: ReadonlySet<number>;
  found: ReadonlySet<number> | null;
  wanted: string;
  onWanted: (text: string) => void;
  searchBox: RefObject<HTMLInputElement | null>;
  look: TreeLook;
  onLook: (look: TreeLook) => void;
  comments: Readonly<Record<string, number>>;
  scored: ReadonlySet<string>;
  selected: number | undefined;
  onSelect: (node: number) => void;
  onOpen: (node: number, open: boolean) => void;
  onFold: (fold: boolean) => void;
}

/** The tree; each row holds its bar of the timeline. */
export function TreePane(props: Props) {
  const { tree, rows, look, onLook, onSelect, onOpen } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const gaps = useMemo(() => idleGaps(tree), [tree]);
  const scale = useMemo(() => makeScale(tree, gaps, look.compress), [tree, gaps, look.compress]);
  const sections = useMemo(() => (look.critical ? criticalPath(tree) : null), [tree, look.critical]);
  const path = useMemo(() => sections && marksByNode(sections, scale.place), [sections, scale]);
  const row = useMemo<RowLook>(
    () => ({ tree, scale, path, comments: props.comments, scored: props.scored }),
    [tree, scale, path, props.comments, props.scored],
  );
  const virtual = useVirtualizer({
    count: rows.nodes.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
  });
  const at = props.selected === undefined ? -1 : rows.nodes.indexOf(props.selected);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at);
  }, [at, virtual]);
  const idle = secondsOf(idleTime(gaps));
  const length = secondsOf(tree.last - tree.first);
  return (
    <>
      <div className="tree-tools">
        <label className="tree-search">
          <Search aria-hidden />
          <span className="hidden">Search the observations</span>
          <input
            ref={props.searchBox}
            type="search"
            placeholder="Name, type, model, error… (/)"
            value={props.wanted}
            onChange={(event) => props.onWanted(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === "Escape") {
                props.onWanted("");
                event.currentTarget.blur();
              } else if (event.key === "Enter") {
                const first = rows.nodes.find((node) => props.found?.has(node) ?? false);
                if (first !== undefined) onSelect(first);
                event.currentTarget.blur();
              }
            }}
          />
        </label>
        {props.found && (
          <span className="quiet" role="status">
            {plural(props.found.size, "hit")}
          </span>
        )}
        <span className="spring" />
        <IconButton
          icon={Route}
          aria-pressed={look.critical}
          aria-label="Critical path"
          title="Critical path: the chain of work that decided when the trace ended (c)"
          onClick={() => onLook({ ...look, critical: !look.critical })}
        />
        {gaps.length > 0 && (
          <button
            type="button"
            className="button small"
            aria-pressed={look.compress}
            title={`No observation without children ran for ${seconds(idle)} of ${seconds(length)} (i)`}
            onClick={() => onLook({ ...look, compress: !look.compress })}
          >
            <UnfoldHorizontal aria-hidden />
            {Math.round((idle / (length || 1)) * 100)} % idle
          </button>
        )}
        <IconButton icon={ChevronsDownUp} aria-label="Close all branches" title="Close all branches (Shift+H)" onClick={() => props.onFold(true)} />
        <IconButton icon={ChevronsUpDown} aria-label="Open all branches" title="Open all branches (Shift+L)" onClick={() => props.onFold(false)} />
      </div>
      <div
        className="tree-scroll"
        ref={scroller}
        role="tree"
        tabIndex={0}
        aria-label="Tree of observations"
        aria-activedescendant={at >= 0 ? rowId(at) : undefined}
      >
        <div style={{ height: virtual.getTotalSize() }} className="tree-rows" role="presentation">
          {virtual.getVirtualItems().map((item) => {
            const node = rows.nodes[item.index];
            if (node === undefined) return null;
            return (
              <TreeRow
                key={node}
                look={row}
                node={node}
                depth={rows.depths[item.index] ?? 0}
                top={item.start}
                id={rowId(item.index)}
                open={!props.closed.has(node)}
                selected={node === props.selected}
                found={props.found?.has(node) ?? false}
                onSelect={onSelect}
                onOpen={onOpen}
              />
            );
          })}
        </div>
        {rows.nodes.length === 0 && (
          <p className="tree-empty quiet">
            {tree.count === 0 ? "This trace has no observations." : "Nothing in this trace fits the search."}
          </p>
        )}
      </div>
      {tree.more && (
        <p className="tree-empty quiet">
          The first {count(tree.count)} observations; the download has all of them.
        </p>
      )}
    </>
  );
}

const rowId = (index: number) => `tree-row-${index}`;
