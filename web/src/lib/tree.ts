// A trace's observations as columns: node = index. Ten thousand of them are a few typed arrays.
import type { TreeAnswer, Words } from "./traceTypes";

export const NONE = -1;

export interface Tree {
  count: number;
  ids: string[];
  index: ReadonlyMap<string, number>;
  parent: Int32Array;
  /** Children of node `n`: `child[childFrom[n]] … child[childFrom[n + 1] - 1]`, oldest first. */
  child: Int32Array;
  childFrom: Int32Array;
  /** Nodes without a parent, oldest first. */
  top: number[];
  /** Microseconds after `origin`; the end of what still runs is the last end below it. */
  start: Float64Array;
  end: Float64Array;
  /** Microseconds; NaN while it runs. */
  took: Float64Array;
  origin: string | null;
  /** Of the whole trace. */
  first: number;
  last: number;
  type: (node: number) => string;
  name: (node: number) => string;
  level: (node: number) => string;
  model: (node: number) => string;
  inputTokens: number[];
  outputTokens: number[];
  totalTokens: number[];
  /** USD of the node alone; null when it has no cost. */
  cost: (number | null)[];
  /** USD of the node and all below it. */
  costBelow: Float64Array;
  /** Microseconds of the node in which no child of it ran. */
  self: Float64Array;
  largestCost: number;
  more: boolean;
}

export function makeTree(answer: TreeAnswer): Tree {
  const count = answer.id.length;
  const index = new Map(answer.id.map((id, at) => [id, at]));
  const parent = Int32Array.from(answer.parent);
  for (let node = 0; node < count; node += 1) if (parent[node] === node) parent[node] = NONE;
  breakRings(parent);
  const { child, childFrom, top } = childrenOf(parent);
  const start = Float64Array.from(answer.start);
  const took = Float64Array.from(answer.took, (each) => (each === null ? NaN : Math.max(each, 0)));
  const end = new Float64Array(count);
  const costBelow = new Float64Array(count);
  const self = new Float64Array(count);
  for (const node of postOrder(child, childFrom, top)) {
    costBelow[node] = answer.cost[node] ?? 0;
    let below = start[node] as number;
    for (let at = childFrom[node] as number; at < (childFrom[node + 1] as number); at += 1) {
      const one = child[at] as number;
      costBelow[node] = (costBelow[node] as number) + (costBelow[one] as number);
      below = Math.max(below, end[one] as number);
    }
    const own = took[node] as number;
    end[node] = Number.isNaN(own) ? below : (start[node] as number) + own;
    self[node] = (end[node] as number) - (start[node] as number) - covered(node, child, childFrom, start, end);
  }
  const [first, last] = edges(start, end);
  const largestCost = answer.cost.reduce<number>((most, each) => Math.max(most, each ?? 0), 0);
  return {
    count, ids: answer.id, index, parent, child, childFrom, top, start, end, took, costBelow, self,
    origin: answer.origin, first, last,
    type: wordOf(answer.type),
    name: wordOf(answer.name),
    level: wordOf(answer.level),
    model: wordOf(answer.model),
    inputTokens: answer.inputTokens,
    outputTokens: answer.outputTokens,
    totalTokens: answer.totalTokens,
    cost: answer.cost,
    largestCost,
    more: answer.more,
  };
}

const wordOf = ({ words, at }: Words) => (node: number) => words[at[node] as number] ?? "";

function edges(start: Float64Array, end: Float64Array): [number, number] {
  let first = Infinity;
  let last = -Infinity;
  for (let node = 0; node < start.length; node += 1) {
    first = Math.min(first, start[node] as number);
    last = Math.max(last, end[node] as number);
  }
  return start.length ? [first, last] : [0, 0];
}

/** Nodes whose parents form a ring hang from nowhere: one of each ring goes to the top. */
function breakRings(parent: Int32Array): void {
  const state = new Uint8Array(parent.length); // 1: on the way up now, 2: known to reach the top
  for (let from = 0; from < parent.length; from += 1) {
    const way: number[] = [];
    let node = from;
    while (node !== NONE && state[node] === 0) {
      state[node] = 1;
      way.push(node);
      node = parent[node] as number;
    }
    if (node !== NONE && state[node] === 1) parent[node] = NONE;
    for (const one of way) state[one] = 2;
  }
}

function childrenOf(parent: Int32Array) {
  const count = parent.length;
  const childFrom = new Int32Array(count + 1);
  const top: number[] = [];
  for (let node = 0; node < count; node += 1) {
    const above = parent[node] as number;
    if (above === NONE) top.push(node);
    else childFrom[above + 1] = (childFrom[above + 1] as number) + 1;
  }
  for (let node = 0; node < count; node += 1) {
    childFrom[node + 1] = (childFrom[node + 1] as number) + (childFrom[node] as number);
  }
  const child = new Int32Array(childFrom[count] as number);
  const next = childFrom.slice();
  for (let node = 0; node < count; node += 1) {
    const above = parent[node] as number;
    if (above === NONE) continue;
    child[next[above] as number] = node;
    next[above] = (next[above] as number) + 1;
  }
  return { child, childFrom, top };
}

/** Every node after all below it. */
function postOrder(child: Int32Array, childFrom: Int32Array, top: number[]): number[] {
  const order: number[] = [];
  const open = [...top];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    order.push(node);
    for (let at = childFrom[node] as number; at < (childFrom[node + 1] as number); at += 1) {
      open.push(child[at] as number);
    }
  }
  return order.reverse();
}

/** Microseconds of `node` in which at least one child ran. */
function covered(
  node: number,
  child: Int32Array,
  childFrom: Int32Array,
  start: Float64Array,
  end: Float64Array,
): number {
  const low = start[node] as number;
  const high = end[node] as number;
  let sum = 0;
  let until = low;
  // Children are in the order of their starts.
  for (let at = childFrom[node] as number; at < (childFrom[node + 1] as number); at += 1) {
    const one = child[at] as number;
    const from = Math.max(start[one] as number, until);
    const to = Math.min(end[one] as number, high);
    if (to > from) {
      sum += to - from;
      until = to;
    }
  }
  return sum;
}

export const childCount = (tree: Tree, node: number): number =>
  (tree.childFrom[node + 1] as number) - (tree.childFrom[node] as number);

export interface Rows {
  nodes: Int32Array;
  depths: Int32Array;
}

/** What is shown, in order, when the branches of `closed` are closed. With `kept`, only those nodes
 * and what is above them. */
export function visible(tree: Tree, closed: ReadonlySet<number>, kept: ReadonlySet<number> | null): Rows {
  const shown = kept && withAncestors(tree, kept);
  const nodes = new Int32Array(shown ? shown.size : tree.count);
  const depths = new Int32Array(nodes.length);
  let length = 0;
  const open: number[] = [];
  const openDepths: number[] = [];
  const push = (node: number, depth: number) => {
    if (shown && !shown.has(node)) return;
    open.push(node);
    openDepths.push(depth);
  };
  for (let at = tree.top.length - 1; at >= 0; at -= 1) push(tree.top[at] as number, 0);
  while (open.length) {
    const node = open.pop() as number;
    const depth = openDepths.pop() as number;
    nodes[length] = node;
    depths[length] = depth;
    length += 1;
    if (closed.has(node)) continue;
    const from = tree.childFrom[node] as number;
    for (let at = (tree.childFrom[node + 1] as number) - 1; at >= from; at -= 1) {
      push(tree.child[at] as number, depth + 1);
    }
  }
  return { nodes: nodes.subarray(0, length), depths: depths.subarray(0, length) };
}

function withAncestors(tree: Tree, kept: ReadonlySet<number>): Set<number> {
  const shown = new Set<number>();
  for (const node of kept) {
    for (let at = node; at !== NONE && !shown.has(at); at = tree.parent[at] as number) shown.add(at);
  }
  return shown;
}

/** The nodes above `node`, nearest first. */
export function ancestors(tree: Tree, node: number): number[] {
  const found: number[] = [];
  for (let at = tree.parent[node] as number; at !== NONE; at = tree.parent[at] as number) found.push(at);
  return found;
}

/** Nodes whose name, type, model, level or id contains every word of `text`; null without a word. */
export function search(tree: Tree, text: string): Set<number> | null {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return null;
  const found = new Set<number>();
  for (let node = 0; node < tree.count; node += 1) {
    const own = `${tree.name(node)} ${tree.type(node)} ${tree.model(node)} ${tree.level(node)} ${tree.ids[node]}`.toLowerCase();
    if (words.every((word) => own.includes(word))) found.add(node);
  }
  return found;
}

/** Every node that has children. */
export function branches(tree: Tree): Set<number> {
  const found = new Set<number>();
  for (let node = 0; node < tree.count; node += 1) if (childCount(tree, node)) found.add(node);
  return found;
}

export const secondsOf = (micros: number): number => micros / 1_000_000;
