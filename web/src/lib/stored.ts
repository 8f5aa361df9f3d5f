// Stored text as the value it spells: the server's own rule (JSON when it is JSON, else text).

const MAX_SAFE_DIGITS = 15;

/** The JSON value `text` spells, else `text` itself. A number too long to be kept exactly stays text. */
export function readStored(text: string): unknown {
  const first = text.trimStart()[0];
  if (first === undefined || !'{["-0123456789tfn'.includes(first)) return text;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "number" && text.trim().length > MAX_SAFE_DIGITS ? text : value;
  } catch {
    return text;
  }
}

export function bytes(count: number): string {
  if (count < 1000) return `${count} B`;
  if (count < 1_000_000) return `${(count / 1000).toFixed(count < 10_000 ? 1 : 0)} KB`;
  return `${(count / 1_000_000).toFixed(count < 10_000_000 ? 1 : 0)} MB`;
}
