// Small traces to lay out: `[parent, start, took]` in microseconds, in the order of their starts.
import type { TreeAnswer } from "../src/lib/traceTypes";
import { type Tree, makeTree } from "../src/lib/tree";

export type Row = [parent: number, start: number, took: number | null];

export function treeOf(rows: Row[], more: Partial<TreeAnswer> = {}): Tree {
  const same = (word: string) => ({ words: [word], at: rows.map(() => 0) });
  return makeTree({
    id: rows.map((_, at) => `o${at}`),
    parent: rows.map(([parent]) => parent),
    origin: "2026-01-01T00:00:00.000Z",
    start: rows.map(([, start]) => start),
    took: rows.map(([, , took]) => took),
    type: same("SPAN"),
    name: same("step"),
    level: same("DEFAULT"),
    model: same(""),
    inputTokens: rows.map(() => 0),
    outputTokens: rows.map(() => 0),
    totalTokens: rows.map(() => 0),
    cost: rows.map(() => null),
    more: false,
    ...more,
  });
}
