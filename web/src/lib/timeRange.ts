// A span of time as the address keeps it: `7d` counts back from now, `FROM..TO` stands still.
import { RANGES, type Range } from "./search";

export type TimeRange = Range | `${string}..${string}`;

export const USUAL_RANGE: Range = "7d";

export interface Bounds {
  from?: string;
  to?: string;
}

const EARLIEST = Date.parse("1970-01-01T00:00:00Z");
const LATEST = Date.parse("2100-01-01T00:00:00Z");

export function readRange(value: unknown): TimeRange | undefined {
  const text = String(value ?? "");
  if (text in RANGES) return text as Range;
  const [from, to, more] = text.split("..");
  if (more !== undefined || !from || !to) return undefined;
  const [start, end] = [Date.parse(from), Date.parse(to)];
  return start >= EARLIEST && end <= LATEST && start < end ? absolute(start, end) : undefined;
}

/** Between two moments in milliseconds. */
export function absolute(start: number, end: number): TimeRange {
  return `${new Date(start).toISOString()}..${new Date(end).toISOString()}`;
}

export const isAbsolute = (range: TimeRange): boolean => range.includes("..");

/** What the API is asked for, at this moment. */
export function boundsOf(range: TimeRange): Bounds {
  if (isAbsolute(range)) {
    const [from, to] = range.split("..");
    return { from, to };
  }
  const { seconds } = RANGES[range as Range];
  return seconds ? { from: new Date(Date.now() - seconds * 1000).toISOString() } : {};
}

/** The same for lists of traces and observations: the server counts back from its own clock, and the
 * address of a list is known before the page runs (ui/first_requests.py). */
export function spanOf(range: TimeRange): Bounds {
  if (isAbsolute(range)) return boundsOf(range);
  return RANGES[range as Range].seconds ? { from: range } : {};
}

const day = new Intl.DateTimeFormat(undefined, { month: "short", day: "numeric" });
const hour = new Intl.DateTimeFormat(undefined, {
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});
const second = new Intl.DateTimeFormat(undefined, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});

/** As people say it: `7 days`, `Nov 3, 14:00 – 15:30`. */
export function rangeLabel(range: TimeRange): string {
  if (!isAbsolute(range)) return RANGES[range as Range].label;
  const [from, to] = range.split("..").map((each) => new Date(each)) as [Date, Date];
  const clock = to.getTime() - from.getTime() < 600_000 ? second : hour;
  const start = `${day.format(from)}, ${clock.format(from)}`;
  const sameDay = from.toDateString() === to.toDateString();
  return `${start} – ${sameDay ? clock.format(to) : `${day.format(to)}, ${clock.format(to)}`}`;
}

/** For `<input type="datetime-local">`: local time without a zone. */
export function localInput(moment: Date): string {
  const local = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 19);
}
