import { describe, expect, it } from "vitest";
import { chosenValues, joined, quoted, termsOf, toggleValue, withoutWord } from "../src/lib/query";

describe("termsOf", () => {
  it("finds words, signs, lists and free text", () => {
    const terms = termsOf('model:(gpt-4o OR "my model") -env:dev latency:>2 hello');
    expect(terms.map(({ word, sign, values, negated }) => [word, sign, values, negated])).toEqual([
      ["model", ":", ["gpt-4o", "my model"], false],
      ["env", ":", ["dev"], true],
      ["latency", ":>", ["2"], false],
      ["", "", ["hello"], false],
    ]);
  });
  it("says where each begins and ends", () => {
    const text = "  a:1   b:2";
    expect(termsOf(text).map(({ start, end }) => text.slice(start, end))).toEqual(["a:1", "b:2"]);
  });
  it.each(['name:"open', "name:(a OR", "-", '"', ":", "((", "a:\\"])("bears %s", (text) => {
    expect(() => termsOf(text)).not.toThrow();
    expect(termsOf(text).at(-1)?.end).toBeLessThanOrEqual(text.length);
  });
});

describe("toggleValue", () => {
  it("adds, lists and takes away, and leaves the rest as typed", () => {
    let text = toggleValue("slow", "model", "gpt-4o");
    expect(text).toBe("slow model:gpt-4o");
    text = toggleValue(text, "model", "my model");
    expect(text).toBe('slow model:(gpt-4o OR "my model")');
    text = toggleValue(text, "model", "gpt-4o");
    expect(text).toBe('slow model:"my model"');
    expect(toggleValue(text, "model", "my model")).toBe("slow");
  });
  it("turns a wanted value into an unwanted one", () => {
    expect(toggleValue("env:dev", "env", "dev", true)).toBe("-env:dev");
    expect(chosenValues("-env:dev env:prod", "env", true)).toEqual(["dev"]);
  });
  it.each(["plain", "with space", 'a "quote"', "back\\slash", "(x)", "OR", "a,b", "*"])(
    "reads back %s",
    (value) => expect(chosenValues(toggleValue("", "name", value), "name")).toEqual([value]),
  );
});

it("takes every term of a word away", () => {
  expect(withoutWord("a:1 b:2 -a:3 x", "A")).toBe("b:2 x");
});

it("quotes only what needs it", () => {
  expect([quoted("gpt-4o"), quoted("a b"), quoted("OR")]).toEqual(["gpt-4o", '"a b"', '"OR"']);
  expect(joined("  ", "a:1")).toBe("a:1");
});
