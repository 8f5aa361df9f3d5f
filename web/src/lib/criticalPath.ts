// The critical path: the chain of work that decided when the trace ended. As Jaeger finds it: from
// the end backwards, always into the child that finished last before what is accounted for already.
import { NONE, type Tree } from "./tree";

export interface Section {
  node: number;
  /** Microseconds, as in the tree. */
  from: number;
  to: number;
}

/** Part of a row's width, 0 … 1. */
export interface Mark {
  from: number;
  to: number;
}

/** Of a row's width. */
const TOGETHER = 0.002;

interface Frame {
  node: number;
  /** Up to here the time of the node is still to be accounted for. */
  until: number;
  children: number[];
  at: number;
}

/** Sections of the path, latest first; together they cover the trace without overlap. Time outside
 * a parent is cut off: what a child does after its parent ended decided nothing above it. */
export function criticalPath(tree: Tree): Section[] {
  const sections: Section[] = [];
  // Where each node begins and ends inside what is above it; the last place is the trace's own.
  const low = new Float64Array(tree.count + 1).fill(tree.first);
  const high = new Float64Array(tree.count + 1).fill(tree.last);
  const placeOf = (node: number) => (node === NONE ? tree.count : node);
  const enter = (node: number, until: number): Frame => ({
    node,
    until,
    children: inside(tree, node, placeOf(node), low, high),
    at: 0,
  });
  const frames = [enter(NONE, tree.last)];
  for (let frame = frames.at(-1); frame; frame = frames.at(-1)) {
    const start = low[placeOf(frame.node)] as number;
    let child = frame.children[frame.at];
    while (child !== undefined && (high[child] as number) > frame.until) {
      frame.at += 1;
      child = frame.children[frame.at];
    }
    const from = child === undefined ? start : (high[child] as number);
    if (frame.node !== NONE && frame.until > from) {
      sections.push({ node: frame.node, from, to: frame.until });
    }
    if (child === undefined) {
      frames.pop();
      continue;
    }
    frame.at += 1;
    frame.until = low[child] as number;
    frames.push(enter(child, high[child] as number));
  }
  return sections;
}

/** Children of a node that overlap it, last end first; their times are cut to the node's. */
function inside(tree: Tree, node: number, place: number, low: Float64Array, high: Float64Array): number[] {
  const from = low[place] as number;
  const to = high[place] as number;
  const all =
    node === NONE ? tree.top : tree.child.subarray(tree.childFrom[node], tree.childFrom[node + 1]);
  const kept: number[] = [];
  for (const one of all) {
    const start = tree.start[one] as number;
    const end = tree.end[one] as number;
    if (start > to || end < from) continue;
    low[one] = Math.max(start, from);
    high[one] = Math.min(end, to);
    kept.push(one);
  }
  return kept.sort((a, b) => (high[b] as number) - (high[a] as number));
}

/** What is drawn: the sections of each node on the path as places of the scale, latest first. Those
 * that nobody could tell apart are one: a node with ten thousand short steps has no more marks than
 * fit into its row. */
export function marksByNode(sections: Section[], place: (micros: number) => number): Map<number, Mark[]> {
  const found = new Map<number, Mark[]>();
  for (const { node, from, to } of sections) {
    const mark = { from: place(from), to: place(to) };
    const own = found.get(node);
    const later = own?.at(-1);
    if (!own) found.set(node, [mark]);
    else if (later && later.from - mark.to < TOGETHER) later.from = mark.from;
    else own.push(mark);
  }
  return found;
}
