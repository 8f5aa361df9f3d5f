import { diffWordsWithSpace } from "diff";
import { describe, expect, it } from "vitest";
import { messagesOf, pairTools } from "../src/lib/chat";
import { inert, inertLine } from "../src/lib/inert";
import { firstOpen, GROUP, keysAbove, pathText, rowsOf, searchJson } from "../src/lib/jsonTree";
import { fillVariables, flatText, piecesOf, referencesOf, variablesOf } from "../src/lib/prompts";
import { Transcript } from "../src/lib/transcript";

describe("inert", () => {
  it("shows what turns text, and terminals' escapes, as signs", () => {
    expect(inert("a\u202egnp.exe\u2069 \x1b[31mred\x07\x7f")).toBe("a⟨RLO⟩gnp.exe⟨PDI⟩ ␛[31mred␇␡");
  });
  it("leaves lines, tabs and every language alone", () => {
    const text = "один\n\tשלום 電球 👩‍👩‍👧";
    expect(inert(text)).toBe(text);
    expect(inertLine("a\n\t b")).toBe("a b");
  });
});

describe("prompts", () => {
  const REFERENCE = "@@@langfusePrompt:name=policies/tone|label=production@@@";
  it("finds variables and references, each once", () => {
    const text = `Hi {{ name }}, {{name}} about {{topic}}. ${REFERENCE} ${REFERENCE}`;
    expect(variablesOf(text)).toEqual(["name", "topic"]);
    expect(referencesOf(text)).toEqual([
      { text: REFERENCE, name: "policies/tone", version: undefined, label: "production" },
    ]);
    expect(piecesOf(text).map(({ text: piece }) => piece).join("")).toBe(text);
  });
  it("fills in what has a value", () => {
    expect(fillVariables("{{a}} {{b}}", { a: "$&" })).toBe("$& {{b}}");
  });
  it("differs by word", () => {
    const [before, after] = [flatText("Keep it to five sentences."), flatText("Keep it to two sentences.")];
    const parts = diffWordsWithSpace(before, after);
    expect(parts.filter(({ removed }) => removed).map(({ value }) => value)).toEqual(["five"]);
    expect(parts.filter(({ added }) => added).map(({ value }) => value)).toEqual(["two"]);
  });
});

describe("JSON as rows", () => {
  it("opens a little, and what is above a hit", () => {
    const value = { rows: Array.from({ length: 2500 }, (_, id) => ({ id, name: `row ${id}` })) };
    expect(rowsOf(value, firstOpen(value)).length).toBeLessThan(10);
    const [hit] = searchJson(value, "row 2042");
    expect(pathText(hit ?? [])).toBe("$.rows[2042].name");
    const open = new Set(keysAbove(value, hit ?? []));
    const rows = rowsOf(value, open);
    expect(rows.some(({ value: each }) => each === "row 2042")).toBe(true);
    expect(rows.length).toBeLessThan(GROUP + 20);
  });
  it("is not deeper than the stack", () => {
    let deep: unknown = "core";
    for (let at = 0; at < 20_000; at += 1) deep = [deep];
    expect(searchJson(deep, "core")).toHaveLength(1);
  });
  it("writes keys that are no names in brackets", () => {
    expect(pathText(["a b", 0, "c"])).toBe('$["a b"][0].c');
  });
});

describe("conversations", () => {
  const call = {
    role: "assistant",
    content: null,
    tool_calls: [{ id: "c1", function: { name: "look", arguments: '{"at": 1}' } }],
  };
  const result = { role: "tool", tool_call_id: "c1", content: "found" };
  it("puts a tool's result beside its call", () => {
    const [message] = pairTools(messagesOf([call, result], "user") ?? []);
    expect(message?.parts.map(({ kind, name, result: told }) => [kind, name, told])).toEqual([
      ["call", "look", "found"],
    ]);
  });
  it.each([
    ["OpenAI", { choices: [{ message: { role: "assistant", content: "hi" } }] }],
    ["Anthropic", { role: "assistant", content: [{ type: "text", text: "hi" }] }],
    ["Gemini", { candidates: [{ content: { parts: [{ text: "hi" }] } }] }],
    ["text", "hi"],
  ])("reads %s", (_, value) => {
    const [message] = messagesOf(value, "assistant") ?? [];
    expect([message?.role, message?.parts[0]?.text]).toEqual(["assistant", "hi"]);
  });
  it("is none for other data", () => {
    expect(messagesOf({ rows: [1, 2] }, "user")).toBeNull();
    expect(messagesOf([1, 2], "user")).toBeNull();
  });
  it("says nothing twice in a transcript", () => {
    const transcript = new Transcript();
    const step = (id: string) => ({ id, type: "GENERATION", name: "chat", failed: false });
    const whole = (value: unknown) => {
      const text = JSON.stringify(value);
      return { text, whole: true, bytes: text.length };
    };
    const question = { role: "user", content: "Why?" };
    transcript.add(step("1"), { input: whole([question]), output: whole(call) });
    transcript.add(step("2"), { input: whole([question, call, result]), output: whole({ role: "assistant", content: "So." }) });
    const said = transcript.entries.map((each) => (each.kind === "message" ? each.message.parts[0]?.text : each.kind));
    expect(said).toEqual(["Why?", '{\n  "at": 1\n}', "So."]);
  });
});
