// What arrived, as the Ingestion page draws it.
import type { TimeData } from "../components/charts";

export interface SenderSums {
  publicKey: string | null;
  sdkName: string | null;
  sdkVersion: string | null;
  source: string;
  firstAt: string;
  lastAt: string;
  requests: number;
  events: number;
  refused: number;
  altered: number;
}

export interface HourSums {
  hour: string;
  publicKey: string | null;
  sdkName: string | null;
  events: number;
  refused: number;
  altered: number;
}

export interface ArrivalsAnswer {
  senders: SenderSums[];
  hours: HourSums[];
}

export type By = "outcome" | "key" | "sdk";

const HOUR = 3_600_000;

/** Sums of every hour of the last `hours`, as series; hours without any are 0. */
export function seriesBy(sums: HourSums[], by: By, hours: number): TimeData {
  const last = Math.floor(Date.now() / HOUR) * HOUR;
  const times = Array.from({ length: hours }, (_, index) => last - (hours - 1 - index) * HOUR);
  const at = new Map(times.map((time, index) => [time, index]));
  const series = new Map<string, number[]>();
  const add = (name: string, hour: string, value: number) => {
    const index = at.get(Date.parse(hour));
    if (index === undefined || value === 0) return;
    const values = series.get(name) ?? Array<number>(hours).fill(0);
    values[index] = (values[index] ?? 0) + value;
    series.set(name, values);
  };
  for (const each of sums) {
    if (by === "outcome") {
      add("stored", each.hour, each.events);
      add("altered", each.hour, each.altered);
      add("refused", each.hour, each.refused);
    } else if (by === "key") add(each.publicKey ?? "a log-in", each.hour, each.events);
    else add(each.sdkName ?? "unknown", each.hour, each.events);
  }
  return {
    times,
    step: HOUR,
    series: [...series].map(([name, values]) => ({ key: name, name, values })),
  };
}
