import { type PointerEvent, useRef } from "react";
import { useElementWidth } from "../lib/elementWidth";

const NARROWEST = 48;
const WIDEST = 1600;
const STEP = 16;

interface Props {
  label: string;
  /** Pixels; undefined gives the column its usual width again. */
  onWidth: (width: number | undefined) => void;
}

/** The right edge of a column's head: drag it, or move it with the arrow keys. */
export function ColumnEdge({ label, onWidth }: Props) {
  const head = useRef<HTMLElement>(null);
  const width = useElementWidth(head);
  const set = (to: number) => onWidth(Math.max(NARROWEST, Math.min(WIDEST, to)));

  function drag(event: PointerEvent<HTMLSpanElement>): void {
    event.preventDefault();
    const [start, before] = [event.clientX, head.current?.offsetWidth ?? width];
    const target = event.currentTarget;
    target.setPointerCapture(event.pointerId);
    const move = (moved: globalThis.PointerEvent) => set(before + moved.clientX - start);
    target.addEventListener("pointermove", move);
    target.addEventListener("lostpointercapture", () => target.removeEventListener("pointermove", move), {
      once: true,
    });
  }

  return (
    <span
      ref={(edge) => {
        head.current = edge?.parentElement ?? null;
      }}
      className="column-edge"
      role="separator"
      aria-orientation="vertical"
      aria-label={`Width of ${label}`}
      aria-valuemin={NARROWEST}
      aria-valuemax={WIDEST}
      aria-valuenow={width}
      title="Drag, or arrow keys; double click for the usual width"
      tabIndex={0}
      onPointerDown={drag}
      onDoubleClick={() => onWidth(undefined)}
      onKeyDown={(event) => {
        const by = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
        if (by === undefined) return;
        event.preventDefault();
        set((head.current?.offsetWidth ?? width) + by);
      }}
    />
  );
}
