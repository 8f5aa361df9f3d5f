// Who calls whom: the observations of a trace merged by type and name, with counts on the edges.
import { NONE, type Tree } from "./tree";

export interface GraphNode {
  key: string;
  type: string;
  name: string;
  nodes: number[];
  cost: number;
  errors: number;
}

export interface GraphEdge {
  from: string;
  to: string;
  count: number;
}

export interface Graph {
  nodes: GraphNode[];
  edges: GraphEdge[];
  /** Different names that are not shown, the rarest. */
  left: number;
}

const MOST = 150;

export function graphOf(tree: Tree): Graph {
  const groups = new Map<string, GraphNode>();
  const keys: string[] = new Array<string>(tree.count);
  for (let node = 0; node < tree.count; node += 1) {
    const type = tree.type(node);
    const name = tree.name(node) || type.toLowerCase();
    const key = `${type}\n${name}`;
    keys[node] = key;
    const group = groups.get(key) ?? { key, type, name, nodes: [], cost: 0, errors: 0 };
    groups.set(key, group);
    group.nodes.push(node);
    group.cost += tree.cost[node] ?? 0;
    if (tree.level(node) === "ERROR") group.errors += 1;
  }
  const all = [...groups.values()];
  const nodes = all.length > MOST ? [...all].sort((a, b) => b.nodes.length - a.nodes.length).slice(0, MOST) : all;
  const shown = new Set(nodes.map((each) => each.key));
  const edges = new Map<string, GraphEdge>();
  for (let node = 0; node < tree.count; node += 1) {
    const above = tree.parent[node] as number;
    if (above === NONE) continue;
    const from = keys[above] as string;
    const to = keys[node] as string;
    if (!shown.has(from) || !shown.has(to)) continue;
    const edge = edges.get(`${from}\n${to}`);
    if (edge) edge.count += 1;
    else edges.set(`${from}\n${to}`, { from, to, count: 1 });
  }
  return { nodes, edges: [...edges.values()], left: all.length - nodes.length };
}
