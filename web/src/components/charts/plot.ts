// A time chart as uPlot wants it: options, and series stacked on each other.
import type uPlotType from "uplot";
import uPlot from "uplot";
import type { TimeData, Unit } from "./model";
import { resolved, token } from "./palette";
import { isUtc, tick, timeTicks } from "./units";

export type Kind = "line" | "area" | "bars";

export interface Look {
  kind: Kind;
  stacked: boolean;
  unit: Unit;
  compact: boolean;
  colours: string[];
}

/** Sums of the series up to each: what the eye sees as their tops. `sums[0]` is the first alone. */
export function sums(data: TimeData): (number | null)[][] {
  const below = new Array<number>(data.times.length).fill(0);
  return data.series.map((series) =>
    series.values.map((value, index) => (below[index] = (below[index] ?? 0) + (value ?? 0))),
  );
}

/** Columns for uPlot: seconds, then the series in the order of drawing. Stacked ones are drawn from
 * the top down, so that each covers the foot of the one before. */
export function columns(data: TimeData, stacked: boolean): uPlotType.AlignedData {
  const times = data.times.map((time) => time / 1000);
  const tops = stacked ? sums(data).reverse() : data.series.map((series) => series.values);
  return [times, ...tops];
}

/** Index in `data.series` of a drawn series (1 is the first). */
export const drawn = (index: number, count: number, stacked: boolean): number =>
  stacked ? count - index : index - 1;

interface Listeners {
  onCursor: (plot: uPlotType) => void;
  onSelect: (from: number, to: number) => void;
  selectable: boolean;
}

export function options(
  data: TimeData,
  look: Look,
  size: { width: number; height: number },
  listeners: Listeners,
): uPlotType.Options {
  const { kind, stacked, unit, compact } = look;
  const count = data.series.length;
  const utc = isUtc(data.step);
  const muted = token("--text-2");
  const line = token("--line");
  const font = `11px ${token("--font")}`;
  const bars = uPlot.paths.bars!({ size: [compact ? 0.9 : 0.82, 64], align: 1, gap: 1 });
  let dragged = false;
  const last = data.times.length - 1;
  const end = ((data.times[last] ?? 0) + (kind === "bars" ? data.step : 0)) / 1000;
  const start = (data.times[0] ?? 0) / 1000;
  return {
    ...size,
    padding: compact ? [2, 0, 0, 0] : [8, 24, 0, 0],
    legend: { show: false },
    tzDate: utc ? (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC") : undefined,
    scales: {
      x: { time: true, range: () => (end > start ? [start, end] : [start - 60, start + 60]) },
      y: { range: (_plot, low, high) => range(low, high) },
    },
    axes: [
      {
        show: !compact,
        stroke: muted,
        font,
        size: 24,
        gap: 4,
        grid: { show: false },
        ticks: { stroke: line, width: 1, size: 4 },
        values: (_plot, splits) => timeTicks(splits.map((time) => time * 1000), utc),
      },
      {
        show: !compact,
        stroke: muted,
        font,
        gap: 4,
        size: (_plot, values) => 12 + 6.6 * Math.max(3, ...(values ?? []).map((each) => each.length)),
        grid: { stroke: line, width: 1 },
        ticks: { show: false },
        values: (_plot, splits) => splits.map((value) => tick(value, unit)),
      },
    ],
    cursor: {
      y: false,
      x: !compact && kind !== "bars",
      points: { show: kind !== "bars", size: 7, width: 1.5 },
      drag: {
        x: listeners.selectable,
        y: false,
        setScale: false,
        dist: 6,
        click: (_plot, event) => {
          if (dragged) event.stopImmediatePropagation();
          dragged = false;
        },
      },
      // A bar reaches from its time to the next: the one under the pointer, not the nearest start.
      dataIdx: (plot, _series, nearest, time) =>
        kind === "bars" && nearest > 0 && time < (plot.data[0][nearest] ?? 0)
          ? nearest - 1
          : nearest,
    },
    series: [
      {},
      ...Array.from({ length: count }, (_, index) => {
        const colour = resolved(look.colours[drawn(index + 1, count, stacked)] ?? "");
        const soft = stacked ? withAlpha(colour, 78) : withAlpha(colour, 14);
        return {
          stroke: colour,
          width: kind === "bars" ? 0 : 1.5,
          fill: kind === "bars" ? colour : kind === "area" ? soft : undefined,
          paths: kind === "bars" ? bars : undefined,
          points: { show: kind === "bars" ? false : undefined, size: 4, fill: colour },
        } satisfies uPlotType.Series;
      }),
    ],
    hooks: {
      setCursor: [listeners.onCursor],
      setSelect: [
        (plot) => {
          const { left, width } = plot.select;
          if (width <= 0) return;
          dragged = true;
          listeners.onSelect(
            plot.posToVal(left, "x") * 1000,
            plot.posToVal(left + width, "x") * 1000,
          );
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
    },
  };
}

/** Always from zero, or to it; room above. */
function range(low: number | null, high: number | null): [number, number] {
  const bottom = Math.min(0, low ?? 0);
  const top = Math.max(0, high ?? 0);
  if (bottom === top) return [0, 1];
  const room = (top - bottom) * 0.06;
  return [bottom < 0 ? bottom - room : 0, top > 0 ? top + room : 0];
}

/** The tokens are written `#rrggbb` or `oklch(l c h)`. */
function withAlpha(colour: string, percent: number): string {
  if (colour.startsWith("#")) {
    return colour + Math.round(percent * 2.55).toString(16).padStart(2, "0");
  }
  return colour.replace(")", ` / ${percent}%)`);
}
