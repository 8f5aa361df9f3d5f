// Colours and completion of the query language in CodeMirror.
import type {
  Completion,
  CompletionContext,
  CompletionResult,
  CompletionSource,
} from "@codemirror/autocomplete";
import { RangeSetBuilder } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  type EditorView,
  ViewPlugin,
  type ViewUpdate,
} from "@codemirror/view";
import { type Asked, type Word, completeValues } from "../../lib/explore";
import { count } from "../../lib/format";
import { quoted, termsOf } from "../../lib/query";

const WORD = Decoration.mark({ class: "q-word" });
const MINUS = Decoration.mark({ class: "q-minus" });
const SIGN = Decoration.mark({ class: "q-sign" });

function coloured(text: string): DecorationSet {
  const marks = new RangeSetBuilder<Decoration>();
  for (const term of termsOf(text)) {
    let at = term.start;
    if (term.negated) marks.add(at, ++at, MINUS);
    if (!term.word) continue;
    marks.add(at, at + term.word.length, WORD);
    at += term.word.length;
    marks.add(at, at + term.sign.length, SIGN);
  }
  return marks.finish();
}

export const colours = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = coloured(view.state.doc.toString());
    }
    update(update: ViewUpdate) {
      if (update.docChanged) this.decorations = coloured(update.state.doc.toString());
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

const AT_VALUE = /^-?([A-Za-z_]\w*)(?:\.((?:"(?:[^"\\]|\\.)*"|[^\s:=<>!~"(),])+))?(:|=|!=|~)(.*)$/s;
const AT_KEY = /^-?(metadata|score)\.([^\s:=<>!~"(),]*)$/;
const AT_WORD = /^-?([A-Za-z_]\w*)?$/;
const HAS: Completion = {
  label: "has",
  detail: "has a value: has:user",
  apply: "has:",
  type: "word",
};

/** Words, then signs, then values with their counts. */
export function completion(words: () => Word[], asked: () => Asked): CompletionSource {
  return async (context) => {
    const before = context.state.sliceDoc(0, context.pos);
    const last = termsOf(before).at(-1);
    const start = last && last.end === before.length ? last.start : before.length;
    const term = before.slice(start);
    const value = AT_VALUE.exec(term);
    if (value) return values(context, value, words(), asked());
    const key = AT_KEY.exec(term);
    if (key) return keys(context, key, asked());
    const word = AT_WORD.exec(term);
    return word ? wordsAt(context, word[1] ?? "", words()) : null;
  };
}

function wordsAt(context: CompletionContext, typed: string, words: Word[]): CompletionResult {
  const exact = words.find((each) => each.word === typed);
  if (exact && !context.explicit) return signsOf(context, exact);
  const options = words.map<Completion>((each) => ({
    label: each.word,
    detail: each.about,
    apply: keyed(each) ? `${each.word}.` : each.signs.length > 2 ? each.word : `${each.word}:`,
    type: "word",
  }));
  return { from: context.pos - typed.length, options: [...options, HAS], validFor: /^\w*$/ };
}

const keyed = (word: Word) => word.kind === "map" || word.kind === "score_numbers";

const SIGNS: Record<string, string> = {
  ":": "is one of",
  "=": "is",
  "!=": "is none of",
  "~": "contains",
  ">": "more than",
  ">=": "at least",
  "<": "less than",
  "<=": "at most",
};

function signsOf(context: CompletionContext, word: Word): CompletionResult {
  if (keyed(word)) return { from: context.pos, options: [{ label: ".", detail: "then a name" }] };
  return {
    from: context.pos,
    options: word.signs.map((sign, index) => ({
      label: sign,
      detail: SIGNS[sign],
      boost: -index,
      type: "sign",
    })),
  };
}

async function keys(
  context: CompletionContext,
  [, word = "", typed = ""]: RegExpExecArray,
  asked: Asked,
): Promise<CompletionResult | null> {
  const found = await listOf(asked, word, "", "");
  return {
    from: context.pos - typed.length,
    options: found.map(({ value, count: times }, index) => ({
      label: value,
      apply: /^[^\s.:=<>!~"(),]+(\.[^\s.:=<>!~"(),]+)*$/.test(value) ? value : `"${value.replace(/["\\]/g, "\\$&")}"`,
      detail: count(times),
      boost: -index,
    })),
    validFor: /^[^\s:=<>!~"(),]*$/,
  };
}

async function values(
  context: CompletionContext,
  [, name = "", key = "", , rest = ""]: RegExpExecArray,
  words: Word[],
  asked: Asked,
): Promise<CompletionResult | null> {
  const typed = /(?:^|[(,]|\sOR\s)\s*("?)((?:[^"(),])*)$/.exec(rest);
  const text = typed?.[2] ?? "";
  const from = context.pos - text.length - (typed?.[1]?.length ?? 0);
  if (name === "has") {
    return { from, options: words.map((each) => ({ label: each.word, detail: each.about })) };
  }
  const word = words.find((each) => each.word.toLowerCase() === name.toLowerCase());
  if (!word) return null;
  if (word.choices.length > 0) {
    return { from, options: word.choices.map((label) => ({ label })), validFor: /^\w*$/ };
  }
  if (word.kind === "flag") return { from, options: [{ label: "true" }, { label: "false" }] };
  if (!word.counted && !(word.kind === "map" && key)) return null;
  if (!context.explicit) await new Promise((resolve) => setTimeout(resolve, 120));
  if (context.aborted) return null;
  const found = await listOf(asked, word.word, key.replace(/"/g, ""), text);
  return {
    from,
    filter: false,
    options: found.map(({ value, count: times, exact }) => ({
      label: value,
      apply: quoted(value),
      detail: `${exact ? "" : "≈ "}${count(times)}`,
    })),
  };
}

/** Completion is a help: when the server cannot give it, nothing is offered. */
async function listOf(asked: Asked, word: string, key: string, text: string) {
  try {
    return await completeValues(asked, word, key, text);
  } catch {
    return [];
  }
}
