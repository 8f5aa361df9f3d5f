import { describe, expect, it } from "vitest";
import { ancestors, branches, search, visible } from "../src/lib/tree";
import { type Row, treeOf } from "./trees";

const ROWS: Row[] = [
  [-1, 0, 100],
  [0, 10, 30],
  [1, 15, 10],
  [0, 50, 40],
];

describe("makeTree", () => {
  it("sums what is below and what no child covers", () => {
    const tree = treeOf(ROWS, { cost: [null, 1, 0.5, 2] });
    expect([...tree.costBelow]).toEqual([3.5, 1.5, 0.5, 2]);
    expect([...tree.self]).toEqual([30, 20, 10, 40]);
    expect([tree.first, tree.last, tree.largestCost]).toEqual([0, 100, 2]);
  });
  it("ends what still runs with the last end below it", () => {
    const tree = treeOf([
      [-1, 0, null],
      [0, 10, 25],
    ]);
    expect(tree.end[0]).toBe(35);
    expect(tree.took[0]).toBeNaN();
  });
  it("breaks rings of parents", () => {
    const tree = treeOf([
      [1, 0, 10],
      [2, 1, 10],
      [0, 2, 10],
      [3, 3, 10],
    ]);
    expect([...visible(tree, new Set(), null).nodes].sort()).toEqual([0, 1, 2, 3]);
  });
  it("bears a trace without observations", () => {
    expect(visible(treeOf([]), new Set(), null).nodes).toHaveLength(0);
  });
});

describe("visible", () => {
  const tree = treeOf(ROWS);
  it("walks down in order, with depths", () => {
    const rows = visible(tree, new Set(), null);
    expect([...rows.nodes]).toEqual([0, 1, 2, 3]);
    expect([...rows.depths]).toEqual([0, 1, 2, 1]);
  });
  it("leaves out what is in a closed branch", () => {
    expect([...visible(tree, new Set([1]), null).nodes]).toEqual([0, 1, 3]);
    expect([...branches(tree)]).toEqual([0, 1]);
  });
  it("keeps hits and what is above them", () => {
    expect([...visible(tree, new Set(), new Set([2])).nodes]).toEqual([0, 1, 2]);
    expect(ancestors(tree, 2)).toEqual([1, 0]);
  });
});

it("finds every word in name, type, model, level or id", () => {
  const tree = treeOf(ROWS, { name: { words: ["plan", "Read Log"], at: [0, 1, 0, 1] } });
  expect([...(search(tree, "read span") ?? [])]).toEqual([1, 3]);
  expect(search(tree, "o2")).toEqual(new Set([2]));
  expect(search(tree, "  ")).toBeNull();
});
