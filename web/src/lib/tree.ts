// A trace's observations as the rows of a tree, in the order they are shown.
import type { TreeNode } from "./types";

export interface Branch {
  node: TreeNode;
  depth: number;
  children: number;
}

export interface Tree {
  /** By id of the parent, "" for the top; each oldest first. */
  children: Map<string, TreeNode[]>;
  start: number;
  end: number;
  largestCost: number;
}

export function makeTree(nodes: TreeNode[]): Tree {
  const known = new Set(nodes.map((node) => node.id));
  const children = new Map<string, TreeNode[]>();
  let start = Infinity;
  let end = -Infinity;
  let largestCost = 0;
  for (const node of nodes) {
    const parent = node.parentObservationId;
    const place = parent && known.has(parent) && parent !== node.id ? parent : "";
    const siblings = children.get(place);
    if (siblings) siblings.push(node);
    else children.set(place, [node]);
    start = Math.min(start, Date.parse(node.startTime));
    end = Math.max(end, Date.parse(node.endTime ?? node.startTime));
    largestCost = Math.max(largestCost, node.totalCost ?? 0);
  }
  adoptLost(nodes, children);
  return { children, start, end: Math.max(end, start), largestCost };
}

/** Nodes whose parents form a ring hang from nowhere: they go to the top. */
function adoptLost(nodes: TreeNode[], children: Map<string, TreeNode[]>): void {
  const reached = new Set<string>();
  const reach = (from: TreeNode[]) => {
    const open = [...from];
    for (let node = open.pop(); node; node = open.pop()) {
      if (reached.has(node.id)) continue;
      reached.add(node.id);
      open.push(...(children.get(node.id) ?? []));
    }
  };
  const top = children.get("") ?? [];
  children.set("", top);
  reach(top);
  for (const node of nodes) {
    if (reached.has(node.id)) continue;
    const siblings = children.get(node.parentObservationId ?? "");
    siblings?.splice(siblings.indexOf(node), 1);
    top.push(node);
    reach([node]);
  }
}

/** What is shown when the branches of `closed` are closed. */
export function visible(tree: Tree, closed: ReadonlySet<string>): Branch[] {
  const shown: Branch[] = [];
  const open: Branch[] = [];
  const push = (parent: string, depth: number) => {
    const below = tree.children.get(parent) ?? [];
    for (let index = below.length - 1; index >= 0; index -= 1) {
      const node = below[index] as TreeNode;
      open.push({ node, depth, children: tree.children.get(node.id)?.length ?? 0 });
    }
  };
  push("", 0);
  for (let branch = open.pop(); branch; branch = open.pop()) {
    shown.push(branch);
    if (branch.children && !closed.has(branch.node.id)) push(branch.node.id, branch.depth + 1);
  }
  return shown;
}

export function duration(node: TreeNode): number | null {
  return node.endTime ? (Date.parse(node.endTime) - Date.parse(node.startTime)) / 1000 : null;
}
