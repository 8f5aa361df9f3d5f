import { describe, expect, it } from "vitest";
import { criticalPath, marksByNode } from "../src/lib/criticalPath";
import { idleGaps, idleTime, makeScale } from "../src/lib/timeline";
import { type Row, treeOf } from "./trees";

const GAPPY: Row[] = [
  [-1, 0, 1000],
  [0, 0, 100],
  [0, 900, 100],
];

describe("timeline", () => {
  const tree = treeOf(GAPPY);
  const gaps = idleGaps(tree);
  it("finds idle time", () => {
    expect(gaps).toEqual([{ from: 100, to: 900 }]);
    expect(idleTime(gaps)).toBe(800);
  });
  it("is linear as it is", () => {
    const { place } = makeScale(tree, gaps, false);
    expect([place(0), place(500), place(1000)]).toEqual([0, 0.5, 1]);
  });
  it("gives a compressed gap 1.5 % of what is busy", () => {
    const { place, compressed } = makeScale(tree, gaps, true);
    expect(compressed).toBe(true);
    expect(place(0)).toBe(0);
    expect(place(1000)).toBe(1);
    expect(place(900) - place(100)).toBeCloseTo(3 / 203);
    expect(place(500)).toBeCloseTo(0.5);
  });
  it("bears a trace that took no time", () => {
    const still = treeOf([[-1, 5, 0]]);
    expect(makeScale(still, idleGaps(still), true).place(5)).toBe(0);
  });
});

describe("criticalPath", () => {
  it("covers the trace once, through what finished last", () => {
    const tree = treeOf([
      [-1, 0, 100],
      [0, 10, 30],
      [0, 20, 60],
      [0, 85, 10],
    ]);
    const sections = criticalPath(tree);
    expect(sections.map(({ node, from, to }) => [node, from, to])).toEqual([
      [0, 95, 100],
      [3, 85, 95],
      [0, 80, 85],
      [2, 20, 80],
      [0, 0, 20],
    ]);
    expect(sections.reduce((sum, { from, to }) => sum + to - from, 0)).toBe(100);
  });
  it("cuts off what a child does after its parent ended", () => {
    const tree = treeOf([
      [-1, 0, 50],
      [0, 40, 60],
      [-1, 60, 40],
    ]);
    expect(criticalPath(tree).map(({ node }) => node)).toEqual([2, 1, 0]);
  });
  it("draws no more marks than can be told apart", () => {
    const steps = 10_000;
    const rows: Row[] = [[-1, 0, steps * 10]];
    for (let at = 0; at < steps; at += 1) rows.push([0, at * 10, 9]);
    const tree = treeOf(rows);
    const marks = marksByNode(criticalPath(tree), makeScale(tree, [], false).place).get(0) ?? [];
    expect(marks.length).toBeGreaterThan(0);
    expect(marks.length).toBeLessThan(510);
    expect(marks[0]?.to).toBeCloseTo(1);
  });
});
