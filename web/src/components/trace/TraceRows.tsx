import { useVirtualizer } from "@tanstack/react-virtual";
import {
  Binary,
  Bot,
  Braces,
  ChevronDown,
  ChevronRight,
  CircleDot,
  Link2,
  Scale,
  Search,
  Shield,
  Sparkles,
  Wrench,
} from "lucide-react";
import { useEffect, useRef } from "react";
import { money, plural, seconds } from "../../lib/format";
import { type Branch, type Tree, duration } from "../../lib/tree";

const ROW = 30;
const ICONS: Record<string, typeof Braces> = {
  GENERATION: Sparkles,
  SPAN: Braces,
  EVENT: CircleDot,
  AGENT: Bot,
  TOOL: Wrench,
  CHAIN: Link2,
  RETRIEVER: Search,
  EVALUATOR: Scale,
  EMBEDDING: Binary,
  GUARDRAIL: Shield,
};

interface Props {
  tree: Tree;
  rows: Branch[];
  closed: ReadonlySet<string>;
  name: string;
  latency: number;
  selected: string | undefined;
  onSelect: (id: string | undefined) => void;
  onOpen: (id: string, open: boolean) => void;
}

/** The tree; each row holds its bar of the timeline. */
export function TraceRows(props: Props) {
  const { tree, rows, selected, onSelect } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 15,
    getItemKey: (index) => rows[index]?.node.id ?? index,
  });
  const at = rows.findIndex((row) => row.node.id === selected);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at);
  }, [at, virtual]);
  return (
    <section className="tree-pane" aria-label="Observations">
      <button
        type="button"
        className="tree-top"
        aria-current={selected === undefined}
        onClick={() => onSelect(undefined)}
      >
        <b>{props.name}</b>
        <span className="quiet">
          {plural(rows.length, "row")} · {seconds(props.latency)}
        </span>
      </button>
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
            const row = rows[item.index];
            if (!row) return null;
            return (
              <Row
                key={row.node.id}
                row={row}
                index={item.index}
                top={item.start}
                tree={tree}
                open={!props.closed.has(row.node.id)}
                selected={row.node.id === selected}
                onSelect={onSelect}
                onOpen={props.onOpen}
              />
            );
          })}
        </div>
      </div>
    </section>
  );
}

const rowId = (index: number) => `tree-row-${index}`;

interface RowProps {
  row: Branch;
  index: number;
  top: number;
  tree: Tree;
  open: boolean;
  selected: boolean;
  onSelect: (id: string) => void;
  onOpen: (id: string, open: boolean) => void;
}

function Row({ row, index, top, tree, open, selected, onSelect, onOpen }: RowProps) {
  const { node, depth, children } = row;
  const Icon = ICONS[node.type] ?? Braces;
  const span = tree.end - tree.start || 1;
  const start = Date.parse(node.startTime);
  const end = Date.parse(node.endTime ?? node.startTime);
  const took = duration(node);
  const heat = tree.largestCost > 0 ? (node.totalCost ?? 0) / tree.largestCost : 0;
  return (
    <div
      id={rowId(index)}
      role="treeitem"
      aria-level={depth + 1}
      aria-selected={selected}
      aria-expanded={children > 0 ? open : undefined}
      className="tree-row"
      data-level={node.level}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => onSelect(node.id)}
    >
      <span className="tree-name" style={{ paddingLeft: Math.min(depth, 14) * 14 }}>
        <span
          className="twist"
          aria-hidden
          onClick={(event) => {
            if (!children) return;
            event.stopPropagation();
            onOpen(node.id, !open);
          }}
        >
          {children > 0 && (open ? <ChevronDown /> : <ChevronRight />)}
        </span>
        <Icon className="type" data-type={node.type} aria-label={node.type.toLowerCase()} />
        <span className="label" title={node.name ?? node.type}>
          {node.name ?? node.type.toLowerCase()}
        </span>
        {node.totalCost ? (
          <span className="cost" data-heat={heat > 0.66 ? "high" : heat > 0.33 ? "some" : "low"}>
            {money(node.totalCost)}
          </span>
        ) : null}
      </span>
      <span className="lane">
        <span
          className="bar"
          data-type={node.type}
          style={{
            left: `${((start - tree.start) / span) * 100}%`,
            width: `${(Math.max(end - start, 0) / span) * 100}%`,
          }}
        />
      </span>
      <span className="took">{took === null ? "" : seconds(took)}</span>
    </div>
  );
}
