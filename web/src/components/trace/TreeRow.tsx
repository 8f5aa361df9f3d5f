import { ChevronDown, ChevronRight, MessageSquare, Star } from "lucide-react";
import { memo } from "react";
import type { Mark } from "../../lib/criticalPath";
import { money, seconds } from "../../lib/format";
import { inertLine } from "../../lib/inert";
import type { Scale } from "../../lib/timeline";
import { type Tree, childCount, secondsOf } from "../../lib/tree";
import { TypeIcon } from "./icons";

export interface RowLook {
  tree: Tree;
  scale: Scale;
  /** Marks of the critical path by node; null when it is not shown. */
  path: ReadonlyMap<number, Mark[]> | null;
  comments: Readonly<Record<string, number>>;
  scored: ReadonlySet<string>;
}

interface Props {
  look: RowLook;
  node: number;
  depth: number;
  top: number;
  id: string;
  open: boolean;
  selected: boolean;
  found: boolean;
  onSelect: (node: number) => void;
  onOpen: (node: number, open: boolean) => void;
}

const percent = (share: number) => `${Math.max(0, Math.min(1, share)) * 100}%`;
const heatOf = (share: number) => (share > 0.5 ? "high" : share > 0.2 ? "some" : "low");

/** A row of the tree with its bar of the timeline. */
export const TreeRow = memo(function TreeRow(props: Props) {
  const { look, node, depth, open, selected } = props;
  const { tree, scale } = look;
  const children = childCount(tree, node);
  const name = inertLine(tree.name(node) || tree.type(node).toLowerCase());
  const id = tree.ids[node] as string;
  const type = tree.type(node);
  const took = tree.took[node] as number;
  const own = tree.cost[node] ?? 0;
  const below = tree.costBelow[node] as number;
  const length = tree.last - tree.first || 1;
  const comments = look.comments[id];
  return (
    <div
      id={props.id}
      role="treeitem"
      aria-level={depth + 1}
      aria-selected={selected}
      aria-expanded={children > 0 ? open : undefined}
      className="tree-row"
      data-level={tree.level(node)}
      data-found={props.found || undefined}
      style={{ transform: `translateY(${props.top}px)` }}
      onClick={() => props.onSelect(node)}
    >
      <span className="tree-name" style={{ paddingLeft: Math.min(depth, 14) * 14 }}>
        <span
          className="twist"
          aria-hidden
          onClick={(event) => {
            if (!children) return;
            event.stopPropagation();
            props.onOpen(node, !open);
          }}
        >
          {children > 0 && (open ? <ChevronDown /> : <ChevronRight />)}
        </span>
        <TypeIcon type={type} />
        <span className="label" title={name}>
          {name}
        </span>
        {children > 0 && !open && <span className="folded">{tree.childFrom[node + 1]! - tree.childFrom[node]!}</span>}
        {comments && (
          <span className="mark" title={`${comments} comments`}>
            <MessageSquare aria-label="comments" />
            {comments}
          </span>
        )}
        {look.scored.has(id) && <Star className="mark" aria-label="scored" />}
        {below > 0 && (
          <span
            className="cost"
            data-heat={own > 0 ? heatOf(tree.largestCost > 0 ? own / tree.largestCost : 0) : undefined}
            title={own > 0 ? `$${own}` : `$${below} in what is below`}
          >
            {own > 0 ? money(own) : `Σ ${money(below)}`}
          </span>
        )}
      </span>
      <span className="lane">
        {scale.compressed &&
          scale.gaps.map((gap) => (
            <span
              key={gap.from}
              className="gap"
              style={{ left: percent(scale.place(gap.from)), width: percent(scale.place(gap.to) - scale.place(gap.from)) }}
            />
          ))}
        <span
          className="bar"
          data-type={type}
          data-running={Number.isNaN(took) || undefined}
          style={{
            left: percent(scale.place(tree.start[node] as number)),
            width: percent(scale.place(tree.end[node] as number) - scale.place(tree.start[node] as number)),
          }}
        />
        {look.path?.get(node)?.map(({ from, to }) => (
          <span key={from} className="critical" style={{ left: percent(from), width: percent(to - from) }} />
        ))}
      </span>
      <span
        className="took"
        data-heat={heatOf((tree.self[node] as number) / length)}
        title={`${seconds(secondsOf(tree.self[node] as number))} of it in no child`}
      >
        {Number.isNaN(took) ? "" : seconds(secondsOf(took))}
      </span>
    </div>
  );
});
