import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { endOf, type Pick, type TimeData, type Unit } from "./model";
import { colours, useThemeName } from "./palette";
import { columns, type Kind, options, sums } from "./plot";
import { exact, shown, spanText } from "./units";
import "../../styles/charts.css";

interface Props {
  /** What the chart shows, for those who do not see it. */
  label: string;
  data: TimeData;
  kind: Kind;
  unit: Unit;
  /** Values on top of each other; by default all but lines are. */
  stacked?: boolean;
  /** Without axes and legend: a strip. */
  compact?: boolean;
  /** A bucket was clicked, or chosen with Enter; `key` is the series under the pointer, if any. */
  onPick?: (pick: Pick) => void;
  /** A span was drawn with the pointer (milliseconds). */
  onRange?: (from: number, to: number) => void;
}

interface Place {
  index: number;
  series: number | undefined;
  left: number;
  byKey: boolean;
}

/** Values over time. It fills its parent, which must have a height. */
export function TimeChart(props: Props) {
  const { label, kind, unit, compact = false } = props;
  const theme = useThemeName();
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [place, setPlace] = useState<Place>();
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const all = props.data.series;
  const paint = useMemo(() => colours(all.map((each) => each.key)), [all]);
  const data = useMemo(
    () => ({ ...props.data, series: all.filter((each) => !hidden.has(each.key)) }),
    [props.data, all, hidden],
  );
  const used = useMemo(
    () => paint.filter((_, index) => !hidden.has(all[index]?.key ?? "")),
    [paint, all, hidden],
  );
  const stacked = (props.stacked ?? kind !== "line") && data.series.length > 1;
  const latest = useRef({ props, data, stacked });
  latest.current = { props, data, stacked };

  useEffect(() => {
    const holder = box.current;
    if (!holder) return;
    const size = () => ({
      width: Math.max(40, Math.floor(holder.clientWidth)),
      height: Math.max(24, Math.floor(holder.clientHeight)),
    });
    const look = { kind, stacked, unit, compact, colours: used };
    const made = new uPlot(
      options(data, look, size(), {
        onCursor: (each) => setPlace(placeOf(each, latest.current.data, latest.current.stacked)),
        onSelect: (from, to) => latest.current.props.onRange?.(from, to),
        selectable: Boolean(latest.current.props.onRange),
      }),
      columns(data, stacked),
      holder,
    );
    const clicked = () => {
      const { props: now, data: shownData, stacked: piled } = latest.current;
      const at = placeOf(made, shownData, piled);
      if (at) now.onPick?.(pickOf(shownData, at));
    };
    made.over.addEventListener("click", clicked);
    plot.current = made;
    const observer = new ResizeObserver(() => {
      const { width, height } = size();
      if (width !== made.width || height !== made.height) made.setSize({ width, height });
    });
    observer.observe(holder);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = undefined;
      setPlace(undefined);
    };
  }, [data, kind, stacked, unit, compact, used, theme]);

  function onKeyDown(event: KeyboardEvent): void {
    const count = data.times.length;
    if (!count || !plot.current) return;
    const at = place?.index ?? count;
    const far = event.shiftKey ? 10 : 1;
    const moves: Record<string, number> = {
      ArrowLeft: Math.max(0, at - far),
      ArrowRight: Math.min(count - 1, place ? at + far : 0),
      Home: 0,
      End: count - 1,
    };
    const to = moves[event.key];
    if (to !== undefined) {
      setPlace(placeAt(plot.current, to, place?.series));
    } else if ((event.key === "ArrowUp" || event.key === "ArrowDown") && place) {
      const by = event.key === "ArrowUp" ? 1 : -1;
      const last = data.series.length - 1;
      const series = place.series === undefined ? (by > 0 ? 0 : last) : place.series + by;
      setPlace({ ...place, series: series < 0 || series > last ? undefined : series, byKey: true });
    } else if (event.key === "Enter" && place) {
      props.onPick?.(pickOf(data, place));
    } else if (event.key === "Escape" && place) {
      setPlace(undefined);
    } else {
      return;
    }
    event.preventDefault();
  }

  const keys = `Left and right arrows move in time${
    data.series.length > 1 ? ", up and down between series" : ""
  }${props.onPick ? ", Enter opens what is behind a value" : ""}.`;
  return (
    <div className={compact ? "chart-time compact" : "chart-time"}>
      <div
        ref={box}
        className={props.onPick ? "chart-plot pick" : "chart-plot"}
        tabIndex={0}
        role="group"
        aria-roledescription="chart"
        aria-label={`${label}. ${keys}`}
        onKeyDown={onKeyDown}
        onBlur={() => setPlace(undefined)}
      >
        {place && place.index < data.times.length && (
          <Tooltip data={data} place={place} unit={unit} paint={used} stacked={stacked} />
        )}
      </div>
      <span className="hidden" aria-live="polite">
        {place?.byKey && spoken(data, place, unit)}
      </span>
      {!compact && all.length > 1 && (
        <ul className="chart-legend" aria-label="Series">
          {all.map((series, index) => (
            <li key={series.key}>
              <button
                type="button"
                aria-pressed={!hidden.has(series.key)}
                title={hidden.has(series.key) ? `Show ${series.name}` : `Hide ${series.name}`}
                onClick={() => setHidden(toggled(hidden, series.key, all.length))}
              >
                <i style={{ background: paint[index] }} aria-hidden />
                <span>{series.name}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** Never hides the last one. */
function toggled(hidden: ReadonlySet<string>, key: string, count: number): ReadonlySet<string> {
  const next = new Set(hidden);
  if (next.has(key)) next.delete(key);
  else if (next.size < count - 1) next.add(key);
  return next;
}

const NEAR = 24;

/** What the pointer of the plot is on. */
function placeOf(plot: uPlot, data: TimeData, stacked: boolean): Place | undefined {
  const { idx, left = -1, top = -1 } = plot.cursor;
  if (idx === null || idx === undefined || left < 0) return undefined;
  return { index: idx, series: seriesAt(plot, data, stacked, idx, top), left: centre(plot, left), byKey: false };
}

function placeAt(plot: uPlot, index: number, series: number | undefined): Place {
  const left = plot.valToPos(plot.data[0][index] ?? 0, "x");
  plot.setCursor({ left, top: 1 }, false);
  return { index, series, left: centre(plot, left), byKey: true };
}

const centre = (plot: uPlot, left: number) => left + plot.over.offsetLeft;

function seriesAt(
  plot: uPlot,
  data: TimeData,
  stacked: boolean,
  index: number,
  top: number,
): number | undefined {
  if (data.series.length <= 1) return 0;
  if (stacked) {
    const value = plot.posToVal(top, "y");
    const found = sums(data).findIndex((series) => (series[index] ?? 0) >= value);
    return found < 0 ? undefined : found;
  }
  let best: number | undefined;
  let distance = NEAR;
  data.series.forEach((series, at) => {
    const value = series.values[index];
    if (value === null || value === undefined) return;
    const away = Math.abs(plot.valToPos(value, "y") - top);
    if (away < distance) [best, distance] = [at, away];
  });
  return best;
}

function pickOf(data: TimeData, place: Place): Pick {
  return {
    from: data.times[place.index],
    to: endOf(data, place.index),
    key: place.series === undefined ? undefined : data.series[place.series]?.key,
  };
}

function spoken(data: TimeData, place: Place, unit: Unit): string {
  const time = spanText(data.times[place.index] ?? 0, endOf(data, place.index));
  const values = data.series
    .filter((_, at) => place.series === undefined || at === place.series)
    .map((series) => `${series.name} ${exact(series.values[place.index], unit)}`);
  return `${time}: ${values.join(", ")}`;
}

const MOST = 9;

interface TooltipProps {
  data: TimeData;
  place: Place;
  unit: Unit;
  paint: string[];
  stacked: boolean;
}

function Tooltip({ data, place, unit, paint, stacked }: TooltipProps) {
  const lines = data.series
    .map((series, at) => ({ series, at, value: series.values[place.index] }))
    .filter(({ value, at }) => (value !== null && value !== undefined && (value !== 0 || !stacked)) || at === place.series)
    .sort((one, other) => (other.value ?? 0) - (one.value ?? 0));
  const total = stacked
    ? lines.reduce((sum, { value }) => sum + (value ?? 0), 0)
    : undefined;
  const first = lines.slice(0, MOST);
  const chosen = lines.find(({ at }) => at === place.series);
  if (chosen && !first.includes(chosen)) first.push(chosen);
  return (
    <Floating left={place.left}>
      <b>{spanText(data.times[place.index] ?? 0, endOf(data, place.index))}</b>
      <table>
        <tbody>
          {first.map(({ series, at, value }) => (
            <tr key={series.key} className={at === place.series && data.series.length > 1 ? "here" : undefined}>
              <th scope="row">
                <i style={{ background: paint[at] }} aria-hidden /> {series.name}
              </th>
              <td>{exact(value, unit)}</td>
            </tr>
          ))}
          {first.length === 0 && (
            <tr>
              <th scope="row">nothing</th>
              <td>{shown(0, unit)}</td>
            </tr>
          )}
          {total !== undefined && first.length > 1 && (
            <tr className="total">
              <th scope="row">
                together{lines.length > first.length && `, ${lines.length - first.length} more`}
              </th>
              <td>{exact(total, unit)}</td>
            </tr>
          )}
        </tbody>
      </table>
    </Floating>
  );
}

/** Beside the pointer, on the side that has room. */
function Floating({ left, children }: { left: number; children: React.ReactNode }) {
  const self = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<number>();
  useEffect(() => {
    const shownBox = self.current;
    const parent = shownBox?.offsetParent;
    if (!shownBox || !parent) return;
    const own = shownBox.offsetWidth;
    const right = left + 14;
    setAt(right + own <= parent.clientWidth ? right : Math.max(0, left - own - 14));
  }, [left]);
  return (
    <div ref={self} className="chart-tip" style={{ left: at ?? left + 14 }} aria-hidden>
      {children}
    </div>
  );
}
