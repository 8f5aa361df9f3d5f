// CSV and JSONL files as dataset items: read piece by piece, columns put where they belong.
import Papa from "papaparse";
import { isObject } from "./json";

export const TARGETS = ["input", "expectedOutput", "metadata", "id", "ignore"] as const;
export type Target = (typeof TARGETS)[number];
export type Mapping = Record<string, Target>;
export type Row = Record<string, unknown>;

export interface NumberedRow {
  /** Counted from 1, as people count; a header is not counted. */
  number: number;
  row: Row | null;
  /** Why the row cannot be read. */
  problem?: string;
}

const PREVIEW_ROWS = 5;
const PREVIEW_BYTES = 512 * 1024;
const GUESSES: [RegExp, Target][] = [
  [/^(expected|expected_?output|output|answer|completion|target|label|reference)$/i, "expectedOutput"],
  [/^(meta|metadata|tags|category|source|split)$/i, "metadata"],
  [/^(id|item_?id)$/i, "id"],
];

export const isJsonLines = (file: File): boolean => /\.(jsonl|ndjson|json)$/i.test(file.name);

/** The first rows, and where each column probably belongs. */
export async function preview(file: File): Promise<{ rows: Row[]; columns: string[]; mapping: Mapping }> {
  const rows: Row[] = [];
  for await (const { row, problem } of rowsOf(file, PREVIEW_BYTES)) {
    if (problem) throw new Error(problem);
    if (row) rows.push(row);
    if (rows.length === PREVIEW_ROWS) break;
  }
  if (rows.length === 0) throw new Error("There is no row in this file.");
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const mapping: Mapping = {};
  for (const name of columns) {
    mapping[name] = GUESSES.find(([pattern]) => pattern.test(name))?.[1] ?? "input";
  }
  return { rows, columns, mapping };
}

/** Every row of a file, or of its beginning. */
export async function* rowsOf(file: File, bytes?: number): AsyncGenerator<NumberedRow> {
  const part = bytes === undefined || file.size <= bytes ? file : file.slice(0, bytes);
  const complete = part === file;
  if (isJsonLines(file)) yield* jsonLines(part, complete);
  else yield* csvRows(part, complete);
}

async function* jsonLines(file: Blob, complete: boolean): AsyncGenerator<NumberedRow> {
  let number = 0;
  for await (const line of lines(file, complete)) {
    if (!line.trim()) continue;
    number += 1;
    try {
      const value: unknown = JSON.parse(line);
      yield { number, row: isObject(value) ? value : { input: value } };
    } catch (error) {
      yield { number, row: null, problem: `not valid JSON: ${error instanceof Error ? error.message : error}` };
    }
  }
}

async function* lines(file: Blob, complete: boolean): AsyncGenerator<string> {
  const reader = file.stream().pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    rest += value ?? "";
    const found = rest.split("\n");
    rest = found.pop() ?? "";
    yield* found;
    if (done) {
      if (rest && complete) yield rest;
      return;
    }
  }
}

/** Papa reads the file in chunks; the parser waits while what it has found is taken. */
async function* csvRows(file: Blob, complete: boolean): AsyncGenerator<NumberedRow> {
  const queue: NumberedRow[][] = [];
  let wake = () => {};
  let resume = () => {};
  let ended = false;
  let failure: Error | undefined;
  let number = 0;
  Papa.parse<Row>(file as File, {
    header: true,
    skipEmptyLines: "greedy",
    chunkSize: 256 * 1024,
    chunk: (results, parser) => {
      const problems = new Map(results.errors.map((each) => [each.row, each.message]));
      queue.push(
        results.data.map((row, index) => {
          number += 1;
          const problem = problems.get(index);
          return problem ? { number, row: null, problem } : { number, row };
        }),
      );
      parser.pause();
      resume = () => parser.resume();
      wake();
    },
    complete: () => {
      ended = true;
      wake();
    },
    error: (error) => {
      failure = error;
      wake();
    },
  });
  for (;;) {
    const found = queue.shift();
    if (found) {
      // The last row of a part of a file may be cut off.
      yield* complete || queue.length > 0 ? found : found.slice(0, -1);
      resume();
      continue;
    }
    if (failure) throw failure;
    if (ended) return;
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
}

/** An item of a row: one column of a target is its value, several are an object. */
export function itemOf(row: Row, mapping: Mapping, readJson: boolean): Record<string, unknown> {
  const item: Record<string, unknown> = {};
  for (const target of ["input", "expectedOutput", "metadata"] as const) {
    const columns = Object.keys(mapping).filter((name) => mapping[name] === target && name in row);
    const values = columns.map((name) => (readJson ? parsed(row[name]) : row[name]));
    if (columns.length === 1 && target !== "metadata") item[target] = values[0];
    else if (columns.length > 0) {
      item[target] = Object.fromEntries(columns.map((name, index) => [name, values[index]]));
    }
  }
  const id = Object.keys(mapping).find((name) => mapping[name] === "id");
  if (id && row[id] !== undefined && row[id] !== "") item.id = String(row[id]);
  return item;
}

/** Objects, lists, numbers and the like; other text stays text. */
function parsed(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[[{"\-\dtfn]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
