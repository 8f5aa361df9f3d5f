// What charts are given, and what they give back when one of their parts is chosen.

/** What a value counts: "USD", "millisecond", "percent", "tokens", "tokens/s", or any other word. */
export type Unit = string;

export interface ChartSeries {
  /** Tells series apart and comes back in a `Pick`. */
  key: string;
  name: string;
  /** One value for each time; null where there is none. */
  values: (number | null)[];
}

export interface TimeData {
  /** Starts of the buckets, ascending, in milliseconds. */
  times: number[];
  /** Length of the last bucket, in milliseconds. */
  step: number;
  series: ChartSeries[];
}

export interface Category {
  key: string;
  name: string;
  value: number | null;
}

/** A part of a chart: a span of time (milliseconds, end excluded), a series or category, or both. */
export interface Pick {
  from?: number;
  to?: number;
  key?: string;
}

/** The same numbers as rows, for eyes and screen readers that prefer them. */
export interface TableData {
  columns: string[];
  /** The first cell names the row; numbers arrive as text, exact. */
  rows: string[][];
  /** Which row was chosen, as the chart would say it. */
  pickOf?: (row: number) => Pick;
}

export const endOf = (data: TimeData, index: number): number =>
  data.times[index + 1] ?? (data.times[index] ?? 0) + data.step;
