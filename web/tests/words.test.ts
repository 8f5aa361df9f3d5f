import { describe, expect, it } from "vitest";
import { measureWord } from "../src/lib/words";

describe("measures to choose from", () => {
  it.each([
    ["latency", "millisecond", "Latency (ms)"],
    ["inputTokens", "tokens", "Input tokens"],
    ["totalCost", "USD", "Cost (USD)"],
    ["costByType", "USD", "Cost by kind of token (USD)"],
    ["usageByType", "tokens", "Tokens by kind"],
    ["count", "observations", "Count (observations)"],
    ["value", null, "Value"],
  ])("%s in %s", (name, unit, word) => {
    expect(measureWord({ name, unit })).toBe(word);
  });
});
