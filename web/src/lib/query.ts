// Editing the text of a query: terms and values come and go, the rest stays as it was typed.
// What a query means only the server says; here is no more than where its terms begin and end.

export interface Term {
  start: number;
  end: number;
  negated: boolean;
  /** Empty for free text. */
  word: string;
  sign: string;
  values: string[];
}

const HEAD = /^([A-Za-z_]\w*(?:\.(?:"(?:[^"\\]|\\.)*"|[^\s.:=<>!~"(),]+))*)(:>=|:<=|:>|:<|!=|>=|<=|[:=<>~])/;
const VALUE = /"(?:[^"\\]|\\.)*"|[^\s"(),]+/g;

/** The terms of a text that can be read; the rest of a text with a mistake is one free term. */
export function termsOf(text: string): Term[] {
  const terms: Term[] = [];
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text[at] as string)) {
      at += 1;
      continue;
    }
    const start = at;
    const negated = text[at] === "-";
    if (negated) at += 1;
    const head = HEAD.exec(text.slice(at));
    if (head) at += head[0].length;
    const values = at;
    at = endOf(text, at);
    terms.push({
      start,
      end: at,
      negated,
      word: head?.[1] ?? "",
      sign: head?.[2] ?? "",
      values: (text.slice(values, at).match(VALUE) ?? [])
        .filter((each) => each !== "OR")
        .map(unquoted),
    });
  }
  return terms;
}

function endOf(text: string, from: number): number {
  let at = from;
  let depth = 0;
  let quoted = false;
  for (; at < text.length; at += 1) {
    const char = text[at] as string;
    if (quoted) {
      if (char === "\\") at += 1;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === "(") depth += 1;
    else if (char === ")") depth -= 1;
    else if (/\s/.test(char) && depth <= 0) break;
  }
  return Math.min(at, text.length);
}

function unquoted(value: string): string {
  return value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, "$1") : value;
}

/** A value as it must be typed. */
export function quoted(value: string): string {
  return /^[^\s"(),*\\]+$/.test(value) && value !== "OR"
    ? value
    : `"${value.replace(/["\\]/g, "\\$&")}"`;
}

const isListOf = (term: Term, word: string, negated: boolean) =>
  term.word.toLowerCase() === word.toLowerCase() &&
  term.negated === negated &&
  (term.sign === ":" || term.sign === "=");

/** Values the query asks for, or turns away, under a word. */
export function chosenValues(text: string, word: string, negated = false): string[] {
  return termsOf(text)
    .filter((term) => isListOf(term, word, negated))
    .flatMap((term) => term.values);
}

/** The text with a value of a word added to its list, or taken out of it. */
export function toggleValue(text: string, word: string, value: string, negated = false): string {
  const term = termsOf(text).find((each) => isListOf(each, word, negated));
  if (!term) {
    const bare = withoutValue(text, word, value, !negated);
    return joined(bare, `${negated ? "-" : ""}${word}:${quoted(value)}`);
  }
  const values = term.values.includes(value)
    ? term.values.filter((each) => each !== value)
    : [...term.values, value];
  return replaced(text, term, listed(word, values, negated));
}

function withoutValue(text: string, word: string, value: string, negated: boolean): string {
  const term = termsOf(text).find(
    (each) => isListOf(each, word, negated) && each.values.includes(value),
  );
  if (!term) return text;
  const values = term.values.filter((each) => each !== value);
  return replaced(text, term, listed(word, values, negated));
}

function listed(word: string, values: string[], negated: boolean): string {
  if (values.length === 0) return "";
  const typed = values.map(quoted).join(" OR ");
  return `${negated ? "-" : ""}${word}:${values.length > 1 ? `(${typed})` : typed}`;
}

/** The text without any term of a word. */
export function withoutWord(text: string, word: string): string {
  return termsOf(text)
    .filter((term) => term.word.toLowerCase() === word.toLowerCase())
    .reverse()
    .reduce((left, term) => replaced(left, term, ""), text);
}

function replaced(text: string, term: Term, by: string): string {
  return `${text.slice(0, term.start)}${by}${text.slice(term.end)}`.replace(/\s+/g, (gap) =>
    gap.length > 1 && by === "" ? " " : gap,
  ).trim();
}

export function joined(text: string, term: string): string {
  return text.trim() ? `${text.trim()} ${term}` : term;
}
