// Values as charts write them: short on axes and labels, exact in tooltips and tables.
import { money, seconds, short } from "../../lib/format";
import type { Unit } from "./model";

const three = new Intl.NumberFormat(undefined, { maximumSignificantDigits: 3 });
const exactly = new Intl.NumberFormat(undefined, { maximumFractionDigits: 12 });
const thousandths = new Intl.NumberFormat(undefined, { maximumFractionDigits: 3 });
const compact = new Intl.NumberFormat(undefined, { notation: "compact", maximumSignificantDigits: 3 });

const RATES: Unit[] = ["tokens/s", "calls/s"];

export function shown(value: number | null | undefined, unit: Unit): string {
  if (value === null || value === undefined) return "–";
  if (unit === "USD") return value < 0 ? `−${money(-value)}` : money(value);
  if (unit === "millisecond") return value === 0 ? "0 ms" : seconds(value / 1000);
  if (unit === "percent") return `${three.format(value)} %`;
  const number = Number.isInteger(value) || Math.abs(value) >= 1000 ? short(Math.round(value)) : three.format(value);
  return RATES.includes(unit) ? `${number}/s` : number;
}

export function exact(value: number | null | undefined, unit: Unit): string {
  if (value === null || value === undefined) return "–";
  if (unit === "USD") return `$${exactly.format(value)}`;
  if (unit === "millisecond") return `${thousandths.format(value)} ms`;
  if (unit === "percent") return `${thousandths.format(value)} %`;
  return unit && unit !== "count" ? `${exactly.format(value)} ${unit}` : exactly.format(value);
}

/** At the ticks of an axis. */
export function tick(value: number, unit: Unit): string {
  if (unit === "USD") return `${value < 0 ? "−" : ""}$${compact.format(Math.abs(value))}`;
  if (unit === "percent") return `${compact.format(value)} %`;
  if (unit !== "millisecond") return compact.format(value);
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size < 1000) return `${three.format(value)} ms`;
  if (size < 120_000) return `${three.format(value / 1000)} s`;
  if (size < 7_200_000) return `${three.format(value / 60_000)} min`;
  return `${three.format(value / 3_600_000)} h`;
}

const minute: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const day: Intl.DateTimeFormatOptions = { weekday: "short", month: "short", day: "numeric" };
const DAY = 86_400_000;

/** Buckets of a day and longer begin at midnight UTC, whatever the reader's zone. */
export const isUtc = (step: number): boolean => step >= DAY;

/** A bucket: its day, or its day and times. */
export function spanText(from: number, to: number): string {
  const length = to - from;
  if (isUtc(length)) {
    const utc = new Intl.DateTimeFormat(undefined, { ...day, year: "numeric", timeZone: "UTC" });
    const last = to - 1;
    const text =
      length === DAY ? utc.format(from) : `${utc.format(from)} – ${utc.format(last)}`;
    return `${text} (UTC)`;
  }
  const clock = new Intl.DateTimeFormat(undefined, minute);
  const date = new Intl.DateTimeFormat(undefined, day);
  if (length <= 60_000) return `${date.format(from)}, ${clock.format(from)}`;
  return `${date.format(from)}, ${clock.format(from)} – ${clock.format(to)}`;
}

/** Ticks of a time axis (milliseconds): clock times, and the date where a day begins. */
export function timeTicks(times: number[], utc: boolean): string[] {
  const timeZone = utc ? "UTC" : undefined;
  const clock = new Intl.DateTimeFormat(undefined, { ...minute, timeZone });
  const date = new Intl.DateTimeFormat(undefined, { month: "short", day: "numeric", timeZone });
  return times.map((time) => {
    const text = clock.format(time);
    return text === "00:00" || text === "24:00" ? date.format(time) : text;
  });
}
