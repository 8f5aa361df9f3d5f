// Colours for code: lezer's parsers, each loaded when a block in its language is shown.
import type { StreamParser } from "@codemirror/language";
import type { Parser } from "@lezer/common";
import { highlightCode, tagHighlighter, tags } from "@lezer/highlight";

const style = tagHighlighter([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], class: "hl-keyword" },
  { tag: [tags.string, tags.special(tags.string), tags.regexp, tags.attributeValue], class: "hl-string" },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], class: "hl-number" },
  { tag: [tags.comment, tags.meta], class: "hl-comment" },
  { tag: [tags.propertyName, tags.attributeName, tags.labelName], class: "hl-property" },
  { tag: [tags.typeName, tags.className, tags.tagName, tags.namespace], class: "hl-type" },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName), tags.heading], class: "hl-name" },
]);

async function stream<T>(parser: StreamParser<T>): Promise<Parser> {
  const { StreamLanguage } = await import("@codemirror/language");
  return StreamLanguage.define(parser).parser;
}

const PARSERS: Record<string, () => Promise<Parser>> = {
  json: async () => (await import("@lezer/json")).parser,
  javascript: async () => (await import("@lezer/javascript")).parser.configure({ dialect: "jsx" }),
  typescript: async () => (await import("@lezer/javascript")).parser.configure({ dialect: "ts jsx" }),
  html: async () => (await import("@lezer/html")).parser,
  css: async () => (await import("@lezer/css")).parser,
  python: async () => (await import("@lezer/python")).parser,
  shell: async () => stream((await import("@codemirror/legacy-modes/mode/shell")).shell),
  sql: async () => stream((await import("@codemirror/legacy-modes/mode/sql")).standardSQL),
  yaml: async () => stream((await import("@codemirror/legacy-modes/mode/yaml")).yaml),
  go: async () => stream((await import("@codemirror/legacy-modes/mode/go")).go),
  rust: async () => stream((await import("@codemirror/legacy-modes/mode/rust")).rust),
  java: async () => stream((await import("@codemirror/legacy-modes/mode/clike")).java),
  c: async () => stream((await import("@codemirror/legacy-modes/mode/clike")).cpp),
  diff: async () => stream((await import("@codemirror/legacy-modes/mode/diff")).diff),
};

const ALSO: Record<string, string> = {
  js: "javascript", jsx: "javascript", mjs: "javascript", ts: "typescript", tsx: "typescript",
  py: "python", python3: "python", sh: "shell", bash: "shell", zsh: "shell", console: "shell",
  yml: "yaml", golang: "go", rs: "rust", cpp: "c", "c++": "c", h: "c", jsonc: "json", patch: "diff",
  xml: "html", svg: "html", postgresql: "sql", mysql: "sql",
};

export interface Coloured {
  text: string;
  className: string;
}

const MOST = 100_000;

/** `code` in coloured pieces; null when its language is not known or it is too long. */
export async function coloured(code: string, language: string): Promise<Coloured[] | null> {
  const name = language.toLowerCase();
  const load = PARSERS[ALSO[name] ?? name];
  if (!load || code.length > MOST) return null;
  const parser = await load();
  const pieces: Coloured[] = [];
  highlightCode(
    code,
    parser.parse(code),
    style,
    (text, className) => pieces.push({ text, className }),
    () => pieces.push({ text: "\n", className: "" }),
  );
  return pieces;
}
