import { useQuery } from "@tanstack/react-query";
import { ZoomOut } from "lucide-react";
import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import { useElementWidth } from "../../lib/elementWidth";
import { type Asked, type Bar, type Course, type Measure, courseQuery } from "../../lib/explore";
import { count, money, seconds } from "../../lib/format";
import { type TimeRange, absolute, isAbsolute, rangeLabel } from "../../lib/timeRange";
import { IconButton } from "../IconButton";

const MEASURES: Record<Measure, string> = { count: "Count", cost: "Cost", latency: "Latency" };
const HEIGHT = 46;
const GAP = 1;

interface Props {
  asked: Asked;
  /** The rows come first. */
  enabled: boolean;
  one: string;
  onRange: (range: TimeRange | undefined) => void;
}

/** Bars over the chosen time: drag across them, or press one, to look closer. */
export function Strip({ asked, enabled, one, onRange }: Props) {
  const [measure, setMeasure] = useState<Measure>("count");
  const course = useQuery({ ...courseQuery(asked, measure), enabled });
  return (
    <section className="strip" aria-label={`${MEASURES[measure]} over time`}>
      <div className="strip-head">
        <div className="choices" role="group" aria-label="What the bars show">
          {Object.entries(MEASURES).map(([name, label]) => (
            <button
              key={name}
              type="button"
              className="choice"
              aria-pressed={name === measure}
              onClick={() => setMeasure(name as Measure)}
            >
              {label}
            </button>
          ))}
        </div>
        <span className="quiet strip-sum">{course.data && summary(course.data, measure, one)}</span>
        {isAbsolute(asked.range) && (
          <IconButton icon={ZoomOut} aria-label="Look at a longer time" title="Look at a longer time" onClick={() => onRange(wider(asked.range))} />
        )}
      </div>
      {course.error ? (
        <p className="strip-none quiet" role="status">
          Not counted: {course.error.message} A shorter time or fewer words of free text help.
        </p>
      ) : course.data ? (
        <Bars course={course.data} measure={measure} one={one} onRange={onRange} />
      ) : (
        <div className="strip-bars skeleton" aria-hidden />
      )}
    </section>
  );
}

function summary({ bars, width }: Course, measure: Measure, one: string): string {
  const total = bars.reduce((sum, bar) => sum + (bar.value ?? 0), 0);
  const span = `bars of ${spanLabel(width)}`;
  if (measure === "count") {
    const failed = bars.reduce((sum, bar) => sum + (bar.other ?? 0), 0);
    const times = `${count(total)} ${total === 1 ? one : `${one}s`}`;
    return failed ? `${times}, ${count(failed)} failed, ${span}` : `${times}, ${span}`;
  }
  return measure === "cost" ? `${money(total)} in all, ${span}` : `median and 95th percentile, ${span}`;
}

interface BarsProps {
  course: Course;
  measure: Measure;
  one: string;
  onRange: (range: TimeRange) => void;
}

function Bars({ course, measure, one, onRange }: BarsProps) {
  const host = useRef<HTMLDivElement>(null);
  const width = useElementWidth(host);
  const [at, setAt] = useState<number>();
  const [from, setFrom] = useState<number>();
  const step = course.width * 1000;
  const start = Date.parse(course.start);
  const slots = Math.max(1, Math.ceil((Date.parse(course.end) - start) / step));
  const bySlot = new Map(course.bars.map((bar) => [Math.round((Date.parse(bar.start) - start) / step), bar]));
  const most = Math.max(...course.bars.map((bar) => heightOf(bar, measure)), 0) || 1;
  const slot = width / slots;
  const spanOf = (index: number) => absolute(start + index * step, start + (index + 1) * step);
  const slotAt = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return Math.max(0, Math.min(slots - 1, Math.floor((event.clientX - box.left) / slot)));
  };
  const zoom = (one: number, other: number) => {
    const [first, last] = [Math.min(one, other), Math.max(one, other)];
    setFrom(undefined);
    setAt(undefined);
    onRange(absolute(start + first * step, start + (last + 1) * step));
  };
  function onKey(event: KeyboardEvent): void {
    const by = { ArrowLeft: -1, ArrowRight: 1, Home: -slots, End: slots }[event.key];
    if (by !== undefined) {
      event.preventDefault();
      const next = Math.max(0, Math.min(slots - 1, (at ?? slots) + by));
      setFrom(event.shiftKey ? (from ?? at ?? next) : undefined);
      setAt(next);
    } else if (event.key === "Enter" && at !== undefined) {
      event.preventDefault();
      zoom(from ?? at, at);
    }
  }
  const shown = at ?? slots - 1;
  const text = told(bySlot.get(shown), rangeLabel(spanOf(shown)), measure, one);
  const [low, high] = [Math.min(from ?? at ?? 0, at ?? 0), Math.max(from ?? at ?? 0, at ?? 0)];
  return (
    <div
      ref={host}
      className="strip-bars"
      role="slider"
      tabIndex={0}
      aria-label="Time; Enter looks closer, Shift and an arrow key choose several"
      aria-valuemin={0}
      aria-valuemax={slots - 1}
      aria-valuenow={shown}
      aria-valuetext={text}
      onKeyDown={onKey}
      onBlur={() => setAt(undefined)}
      onPointerMove={(event) => setAt(slotAt(event))}
      onPointerLeave={() => from === undefined && setAt(undefined)}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setFrom(slotAt(event));
      }}
      onPointerUp={(event) => from !== undefined && zoom(from, slotAt(event))}
      onPointerCancel={() => setFrom(undefined)}
    >
      <svg width={width} height={HEIGHT} aria-hidden focusable="false">
        {at !== undefined && (
          <rect className="strip-at" x={low * slot} y={0} width={(high - low + 1) * slot} height={HEIGHT} />
        )}
        {[...bySlot].map(([index, bar]) => {
          const tall = (value: number) => Math.max(value > 0 ? 2 : 0, (value / most) * (HEIGHT - 2));
          const wide = Math.max(1, slot - GAP);
          const full = tall(heightOf(bar, measure));
          const part = tall(measure === "latency" ? (bar.value ?? 0) : (bar.other ?? 0));
          return (
            <g key={index}>
              <rect className={measure === "latency" ? "strip-p95" : "strip-bar"} x={index * slot} y={HEIGHT - full} width={wide} height={full} />
              {part > 0 && (
                <rect className={measure === "latency" ? "strip-bar" : "strip-bad"} x={index * slot} y={HEIGHT - part} width={wide} height={part} />
              )}
            </g>
          );
        })}
      </svg>
      {at !== undefined && (
        <p className="strip-tip" style={{ left: Math.min(Math.max(0, at * slot - 60), Math.max(0, width - 260)) }}>
          {text}
        </p>
      )}
    </div>
  );
}

const heightOf = (bar: Bar, measure: Measure): number =>
  (measure === "latency" ? bar.other : bar.value) ?? 0;

function told(bar: Bar | undefined, span: string, measure: Measure, one: string): string {
  if (!bar || bar.value === null) return `${span}: nothing`;
  if (measure === "cost") return `${span}: ${money(bar.value)}`;
  if (measure === "latency") return `${span}: median ${seconds(bar.value)}, 95 % within ${seconds(bar.other)}`;
  const failed = bar.other ? `, ${count(bar.other)} failed` : "";
  return `${span}: ${count(bar.value)} ${bar.value === 1 ? one : `${one}s`}${failed}`;
}

function wider(range: TimeRange): TimeRange | undefined {
  const [from, to] = range.split("..").map((each) => Date.parse(each)) as [number, number];
  const more = to - from;
  const end = Math.min(to + more, Math.max(to, Date.now()));
  return 3 * more > 90 * 86_400_000 ? undefined : absolute(end - 3 * more, end);
}

function spanLabel(width: number): string {
  const [size, unit] =
    width >= 86_400 ? [86_400, "d"] : width >= 3600 ? [3600, "h"] : width >= 60 ? [60, "min"] : [1, "s"];
  return `${width / (size as number)} ${unit}`;
}
