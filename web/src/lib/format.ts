// Numbers and times as people read them; the exact value goes on hover.
import { onPreferences, preferences } from "./preferences";

let made = formats();
onPreferences(() => {
  made = formats();
});

function formats() {
  const { zone, clock } = preferences();
  const timeZone = zone || undefined;
  const hours = { "12": "h12", "24": "h23", auto: undefined } as const;
  const at = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(undefined, { timeZone, ...options });
  const hourCycle = hours[clock];
  return {
    clock: at({ hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle }),
    day: at({ month: "short", day: "numeric" }),
    dayAndYear: at({ year: "numeric", month: "short", day: "numeric" }),
    exact: at({ dateStyle: "full", timeStyle: "long" }),
  };
}

const whole = new Intl.NumberFormat();
const compact = new Intl.NumberFormat(undefined, {
  notation: "compact",
  maximumFractionDigits: 1,
});

const thousandths = new Intl.NumberFormat(undefined, { maximumFractionDigits: 3 });

const dayOf = (moment: Date) => made.dayAndYear.format(moment);

/** Today's times without the date, others with it. */
export function time(iso: string): string {
  const moment = new Date(iso);
  const now = new Date();
  if (dayOf(moment) === dayOf(now)) return made.clock.format(moment);
  const date = moment.getFullYear() === now.getFullYear() ? made.day : made.dayAndYear;
  return `${date.format(moment)}, ${made.clock.format(moment)}`;
}

/** Today's time, else the day alone, with its year when that is another: for narrow places. */
export function shortTime(iso: string): string {
  const moment = new Date(iso);
  const now = new Date();
  if (dayOf(moment) === dayOf(now)) return made.clock.format(moment);
  return (moment.getFullYear() === now.getFullYear() ? made.day : made.dayAndYear).format(moment);
}

export function exactTime(iso: string): string {
  return `${made.exact.format(new Date(iso))}\n${iso}`;
}

export function ago(iso: string): string {
  const seconds = (Date.now() - Date.parse(iso)) / 1000;
  if (seconds < 60) return "just now";
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  return `${Math.floor(seconds / 86_400)} d ago`;
}

/** The unit is that of the rounded value: 59.999 s are a minute, not `60.00 s`. */
export function seconds(value: number | null | undefined): string {
  if (value === null || value === undefined) return "–";
  if (value < 0.001) return "<1 ms";
  if (value < 0.9995) return `${Math.round(value * 1000)} ms`;
  if (value < 59.995) return `${value.toFixed(2)} s`;
  const whole = Math.round(value);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(value / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export function money(value: number | null | undefined): string {
  if (value === null || value === undefined) return "–";
  if (value === 0) return "$0";
  if (value < 0) return `−${money(-value)}`;
  if (value < 0.000001) return "<$0.000001";
  if (value < 0.01) return `$${value.toFixed(6).replace(/0+$/, "")}`;
  if (value < 0.99995) return `$${value.toFixed(4)}`;
  return `$${value.toLocaleString(undefined, { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}

/** A score or a rate: at most three decimals, three digits of what is smaller. The caller puts the
 * exact value on hover. */
export function decimal(value: number | null | undefined): string {
  if (value === null || value === undefined) return "–";
  return Math.abs(value) < 0.001 ? String(Number(value.toPrecision(3))) : thousandths.format(value);
}

export function count(value: number): string {
  return whole.format(value);
}

export function short(value: number): string {
  return value < 10_000 ? whole.format(value) : compact.format(value);
}

export function plural(number: number, one: string, many = `${one}s`): string {
  return `${count(number)} ${number === 1 ? one : many}`;
}

/** `12.4 MB`, in powers of ten as disks are sold. */
export function bytes(value: number): string {
  const names = ["bytes", "kB", "MB", "GB", "TB"];
  // 999,600 bytes are 1.0 MB: what would be written as a thousand is one of the next unit.
  let power = 0;
  while (power < names.length - 1 && Math.round(value / 1000 ** power) >= 1000) power += 1;
  const shown = value / 1000 ** power;
  return `${power === 0 ? whole.format(shown) : shown.toFixed(shown < 10 ? 1 : 0)} ${names[power]}`;
}
