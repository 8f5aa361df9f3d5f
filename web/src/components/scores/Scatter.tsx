import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { count } from "../../lib/format";
import type { ScoreComparison } from "../../lib/scores";

interface Props {
  projectId: string;
  pairs: ScoreComparison["pairs"];
  x: string;
  y: string;
  total: number;
}

const SIDE = 320;
const EDGE = 14;

/** Pairs of numbers as points; a click opens the trace nearest to it. */
export function Scatter({ projectId, pairs, x, y, total }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const navigate = useNavigate();
  const xs = pairs.map((each) => each.x);
  const ys = pairs.map((each) => each.y);
  const [left, right, low, high] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const at = (value: number, from: number, to: number) =>
    EDGE + ((value - from) / (to - from || 1)) * (SIDE - 2 * EDGE);
  useEffect(() => {
    const shown = canvas.current;
    const pen = shown?.getContext("2d");
    if (!shown || !pen) return;
    const ratio = devicePixelRatio || 1;
    shown.width = shown.height = SIDE * ratio;
    pen.scale(ratio, ratio);
    const style = getComputedStyle(shown);
    pen.strokeStyle = style.getPropertyValue("--line");
    pen.strokeRect(0.5, 0.5, SIDE - 1, SIDE - 1);
    pen.fillStyle = style.getPropertyValue("--accent");
    pen.globalAlpha = 0.45;
    for (const pair of pairs) {
      pen.beginPath();
      pen.arc(at(pair.x, left, right), SIDE - at(pair.y, low, high), 3, 0, 2 * Math.PI);
      pen.fill();
    }
  });
  function open(event: React.MouseEvent<HTMLCanvasElement>): void {
    const box = event.currentTarget.getBoundingClientRect();
    const [clickX, clickY] = [event.clientX - box.left, event.clientY - box.top];
    const distance = (pair: (typeof pairs)[number]) =>
      Math.hypot(at(pair.x, left, right) - clickX, SIDE - at(pair.y, low, high) - clickY);
    const nearest = pairs.toSorted((one, other) => distance(one) - distance(other))[0];
    if (!nearest?.traceId || distance(nearest) > 20) return;
    void navigate({
      to: "/project/$projectId/traces/$traceId",
      params: { projectId, traceId: nearest.traceId },
      search: { observation: nearest.observationId || undefined },
    });
  }
  return (
    <figure className="scatter">
      <canvas
        ref={canvas}
        role="img"
        aria-label={`${y} against ${x}: ${count(pairs.length)} points, ${x} from ${left} to ${right}, ${y} from ${low} to ${high}`}
        onClick={open}
      />
      <figcaption className="quiet">
        {x} to the right ({left} to {right}), {y} upwards ({low} to {high}).{" "}
        {pairs.length < total && `A sample of ${count(pairs.length)}. `}A click opens the trace.
      </figcaption>
    </figure>
  );
}
