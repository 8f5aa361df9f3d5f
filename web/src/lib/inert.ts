// Somebody else's text, made honest: characters that turn the direction of what follows, escape
// sequences of terminals and other controls are shown as what they are.

const BIDI: Record<string, string> = {
  "\u202a": "LRE", "\u202b": "RLE", "\u202c": "PDF", "\u202d": "LRO", "\u202e": "RLO",
  "\u2066": "LRI", "\u2067": "RLI", "\u2068": "FSI", "\u2069": "PDI",
};
const TRICKS = /[\u202a-\u202e\u2066-\u2069\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;
const ALL = new RegExp(TRICKS.source, "g");

/** `text` with such characters as visible signs: ⟨RLO⟩, ␛. Text without any is returned as it is. */
export function inert(text: string): string {
  if (!TRICKS.test(text)) return text;
  return text.replace(ALL, (found) => {
    const named = BIDI[found];
    if (named) return `⟨${named}⟩`;
    const code = found.charCodeAt(0);
    return code === 0x7f ? "␡" : String.fromCharCode(0x2400 + code);
  });
}

/** For one line: a name, a tag, an id. */
export function inertLine(text: string): string {
  return inert(text.replace(/\s+/g, " "));
}
