import { describe, expect, it } from "vitest";
import { bytes, count, decimal, money, plural, seconds, short } from "../src/lib/format";

describe("seconds", () => {
  it.each([
    [null, "–"],
    [0, "<1 ms"],
    [0.0421, "42 ms"],
    [0.9994, "999 ms"],
    [0.9996, "1.00 s"],
    [12.345, "12.35 s"],
    [59.999, "1 min 0 s"],
    [119.7, "2 min 0 s"],
    [3599.6, "1 h 0 min"],
    [5400, "1 h 30 min"],
    [7199, "2 h 0 min"],
  ])("%s is %s", (value, text) => expect(seconds(value)).toBe(text));
});

describe("money", () => {
  it.each([
    [null, "–"],
    [0, "$0"],
    [0.0000004, "<$0.000001"],
    [0.00066, "$0.00066"],
    [0.001, "$0.001"],
    [0.0201, "$0.0201"],
    [0.99999, "$1.00"],
    [1234.5, "$1,234.50"],
    [-0.5, "−$0.5000"],
  ])("%s is %s", (value, text) => expect(money(value)).toBe(text));
});

describe("decimal", () => {
  it.each([
    [null, "–"],
    [0.8999999999999999, "0.9"],
    [0.1 + 0.2, "0.3"],
    [1, "1"],
    [0.123456, "0.123"],
    [0.000123456, "0.000123"],
    [-3.14159, "-3.142"],
    [12345.678, "12,345.678"],
  ])("%s is %s", (value, text) => expect(decimal(value)).toBe(text));
});

it("counts, sizes and words", () => {
  expect(count(1234567)).toBe("1,234,567");
  expect([short(9999), short(12_345), short(2_500_000)]).toEqual(["9,999", "12.3K", "2.5M"]);
  expect([plural(1, "trace"), plural(0, "trace"), plural(2, "query", "queries")]).toEqual([
    "1 trace",
    "0 traces",
    "2 queries",
  ]);
  expect([bytes(0), bytes(999), bytes(999_600), bytes(12_400_000)]).toEqual([
    "0 bytes",
    "999 bytes",
    "1.0 MB",
    "12 MB",
  ]);
});
