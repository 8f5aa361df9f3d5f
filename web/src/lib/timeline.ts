// From time to place: the timeline of a trace, with its idle gaps as they are or compressed.
import { type Tree, childCount } from "./tree";

export interface Gap {
  /** Microseconds, as in the tree. */
  from: number;
  to: number;
}

export interface Scale {
  /** 0 … 1 of the timeline's width. */
  place: (micros: number) => number;
  gaps: Gap[];
  compressed: boolean;
}

const LEAST_SHARE = 0.02;
/** How much of the width one compressed gap keeps. */
const KEPT = 0.015;

/** Times in which no observation without children ran, longer than 2 % of the trace. */
export function idleGaps(tree: Tree): Gap[] {
  const length = tree.last - tree.first;
  const busy: Gap[] = [];
  for (let node = 0; node < tree.count; node += 1) {
    if (childCount(tree, node)) continue;
    busy.push({ from: tree.start[node] as number, to: tree.end[node] as number });
  }
  busy.sort((a, b) => a.from - b.from);
  const gaps: Gap[] = [];
  let until = tree.first;
  for (const { from, to } of busy) {
    if (from - until > length * LEAST_SHARE) gaps.push({ from: until, to: from });
    until = Math.max(until, to);
  }
  if (tree.last - until > length * LEAST_SHARE) gaps.push({ from: until, to: tree.last });
  return gaps;
}

export const idleTime = (gaps: Gap[]): number => gaps.reduce((sum, gap) => sum + gap.to - gap.from, 0);

/** With `compress`, each gap is as wide as 1.5 % of the time that is left. */
export function makeScale(tree: Tree, gaps: Gap[], compress: boolean): Scale {
  const length = tree.last - tree.first || 1;
  if (!compress || gaps.length === 0) {
    return { place: (micros) => (micros - tree.first) / length, gaps, compressed: false };
  }
  const busy = Math.max(length - idleTime(gaps), 1);
  const wide = busy * KEPT;
  // Breakpoints: at `time[i]` the place is `at[i]`, in between it is linear.
  const time = [tree.first];
  const at = [0];
  let place = 0;
  let before = tree.first;
  for (const gap of gaps) {
    place += gap.from - before;
    time.push(gap.from);
    at.push(place);
    place += wide;
    time.push(gap.to);
    at.push(place);
    before = gap.to;
  }
  place += tree.last - before;
  time.push(tree.last);
  at.push(place);
  const total = place || 1;
  return {
    gaps,
    compressed: true,
    place: (micros) => {
      let low = 0;
      let high = time.length - 1;
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if ((time[middle] as number) <= micros) low = middle;
        else high = middle;
      }
      const span = (time[high] as number) - (time[low] as number);
      const share = span > 0 ? (micros - (time[low] as number)) / span : 0;
      return ((at[low] as number) + share * ((at[high] as number) - (at[low] as number))) / total;
    },
  };
}
