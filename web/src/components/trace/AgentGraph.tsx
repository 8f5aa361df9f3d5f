import { Graph as Layout, layout } from "@dagrejs/dagre";
import { useMemo, useState } from "react";
import { money, plural } from "../../lib/format";
import { graphOf } from "../../lib/graph";
import { inertLine } from "../../lib/inert";
import type { Tree } from "../../lib/tree";
import { TypeIcon } from "./icons";

const WIDTH = 176;
const HEIGHT = 46;

interface Props {
  tree: Tree;
  selected: number | undefined;
  onSelect: (node: number) => void;
}

/** Observations merged by name, and who calls whom how often. A click selects, the next click the
 * next one of the same name. */
export default function AgentGraph({ tree, selected, onSelect }: Props) {
  const graph = useMemo(() => graphOf(tree), [tree]);
  const drawn = useMemo(() => draw(graph), [graph]);
  const [zoom, setZoom] = useState(1);
  if (tree.count === 0) return <p className="tree-empty quiet">This trace has no observations.</p>;
  return (
    <div className="graph">
      <div className="graph-tools">
        <span className="quiet">
          {plural(graph.nodes.length, "name")}
          {graph.left > 0 && `, the ${graph.left} rarest are left out`}
        </span>
        <span className="spring" />
        <button type="button" className="button small" aria-label="Smaller" onClick={() => setZoom(Math.max(0.3, zoom - 0.2))}>
          −
        </button>
        <button type="button" className="button small" aria-label="Larger" onClick={() => setZoom(Math.min(2, zoom + 0.2))}>
          +
        </button>
      </div>
      <div className="graph-scroll" tabIndex={0} role="region" aria-label="Graph">
        <div className="graph-board" style={{ width: drawn.width * zoom, height: drawn.height * zoom }}>
          <div className="graph-scale" style={{ transform: `scale(${zoom})`, width: drawn.width, height: drawn.height }}>
            <svg width={drawn.width} height={drawn.height} aria-hidden>
              <defs>
                <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
                  <path d="M0 0 8 4 0 8z" />
                </marker>
              </defs>
              {drawn.edges.map((edge) => (
                <g key={edge.key}>
                  <path d={edge.path} markerEnd="url(#arrow)" />
                  {edge.count > 1 && (
                    <text x={edge.x} y={edge.y}>
                      {edge.count}×
                    </text>
                  )}
                </g>
              ))}
            </svg>
            {drawn.nodes.map(({ node, x, y }) => {
              const at = selected === undefined ? -1 : node.nodes.indexOf(selected);
              return (
                <button
                  key={node.key}
                  type="button"
                  className="graph-node"
                  data-type={node.type}
                  data-error={node.errors > 0 || undefined}
                  aria-pressed={at >= 0}
                  style={{ transform: `translate(${x}px, ${y}px)` }}
                  title={inertLine(node.name)}
                  onClick={() => onSelect(node.nodes[(at + 1) % node.nodes.length] as number)}
                >
                  <span>
                    <TypeIcon type={node.type} />
                    <b>{inertLine(node.name)}</b>
                  </span>
                  <small>
                    {at >= 0 && node.nodes.length > 1 ? `${at + 1} of ${node.nodes.length}` : plural(node.nodes.length, "time")}
                    {node.cost > 0 && ` · ${money(node.cost)}`}
                    {node.errors > 0 && ` · ${plural(node.errors, "error")}`}
                  </small>
                </button>
              );
            })}
          </div>
        </div>
      </div>
    </div>
  );
}

function draw({ nodes, edges }: ReturnType<typeof graphOf>) {
  const graph = new Layout({ directed: true, multigraph: false });
  graph.setGraph({ rankdir: "LR", nodesep: 16, ranksep: 60, marginx: 14, marginy: 14 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of nodes) graph.setNode(node.key, { width: WIDTH, height: HEIGHT });
  for (const edge of edges) if (edge.from !== edge.to) graph.setEdge(edge.from, edge.to, { width: 20, height: 12 });
  layout(graph);
  const size = graph.graph();
  const places = new Map(nodes.map((node) => [node.key, graph.node(node.key) as { x: number; y: number }]));
  return {
    width: Math.max(size.width ?? 0, WIDTH + 60),
    height: Math.max(size.height ?? 0, HEIGHT + 28),
    nodes: nodes.map((node) => {
      const place = places.get(node.key) ?? { x: 0, y: 0 };
      return { node, x: place.x - WIDTH / 2, y: place.y - HEIGHT / 2 };
    }),
    edges: edges.map(({ from, to, count }) => {
      const key = `${from}\n${to}`;
      if (from === to) {
        const place = places.get(from) ?? { x: 0, y: 0 };
        const right = place.x + WIDTH / 2;
        const path = `M${right} ${place.y - 10}c24 -8 24 28 2 20`;
        return { key, count, path, x: right + 12, y: place.y - 16 };
      }
      const points = (graph.edge(from, to) as { points: { x: number; y: number }[] }).points;
      const middle = points[Math.floor(points.length / 2)] ?? { x: 0, y: 0 };
      return { key, count, path: curve(points), x: middle.x + 5, y: middle.y };
    }),
  };
}

/** A smooth line through dagre's points. */
function curve(points: { x: number; y: number }[]): string {
  const [first, ...rest] = points;
  if (!first) return "";
  let path = `M${first.x} ${first.y}`;
  for (let at = 0; at < rest.length - 1; at += 1) {
    const here = rest[at] as { x: number; y: number };
    const next = rest[at + 1] as { x: number; y: number };
    const end = at === rest.length - 2 ? next : { x: (here.x + next.x) / 2, y: (here.y + next.y) / 2 };
    path += `Q${here.x} ${here.y} ${end.x} ${end.y}`;
  }
  if (rest.length === 1) path += `L${rest[0]?.x} ${rest[0]?.y}`;
  return path;
}
