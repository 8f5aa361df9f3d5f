import { type CSSProperties, type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from "react";
import { Grip, MoveDiagonal2 } from "lucide-react";
import type { Placement } from "../../lib/dashboards";
import { changed, COLUMNS, settled } from "../../lib/grid";

interface Props {
  placements: Placement[];
  nameOf: (placement: Placement) => string;
  /** Absent: the layout stands still. */
  onChange?: (placements: Placement[]) => void;
  children: (placement: Placement, handle: ReactNode) => ReactNode;
}

interface Drag {
  id: string;
  how: "move" | "resize";
  startX: number;
  startY: number;
  from: Placement;
  /** Size of a tile with its gap, in pixels. */
  tile: { width: number; height: number };
}

const GAP = 8;
const ROW = 44;

/** Charts on a grid; by pointer or by arrows they are moved, and with Shift made larger or smaller. */
export function Grid({ placements, nameOf, onChange, children }: Props) {
  const grid = useRef<HTMLDivElement>(null);
  const drag = useRef<Drag>(undefined);
  const [draft, setDraft] = useState<Placement[]>();
  const [said, setSaid] = useState("");
  const shown = draft ?? settled(placements);

  function begin(event: PointerEvent, placement: Placement, how: Drag["how"]): void {
    if (event.button !== 0 || !grid.current) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const width = (grid.current.clientWidth + GAP) / COLUMNS;
    drag.current = {
      id: placement.id,
      how,
      startX: event.clientX,
      startY: event.clientY,
      from: placement,
      tile: { width, height: ROW + GAP },
    };
    setDraft(shown);
  }

  function follow(event: PointerEvent): void {
    const now = drag.current;
    if (!now) return;
    const across = Math.round((event.clientX - now.startX) / now.tile.width);
    const down = Math.round((event.clientY - now.startY) / now.tile.height);
    const { x, y, width, height } = now.from;
    const to =
      now.how === "move"
        ? { x: x + across, y: y + down }
        : { width: Math.min(COLUMNS - x, width + across), height: height + down };
    setDraft(changed(settled(placements), now.id, to));
  }

  function end(): void {
    if (!drag.current) return;
    drag.current = undefined;
    if (draft) onChange?.(draft);
    setDraft(undefined);
  }

  function onKeyDown(event: KeyboardEvent, placement: Placement): void {
    const steps: Record<string, [number, number]> = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, -1],
      ArrowDown: [0, 1],
    };
    const step = steps[event.key];
    if (!step || !onChange) return;
    event.preventDefault();
    const { x, y, width, height } = placement;
    const [across, down] = step;
    const to = event.shiftKey
      ? { width: Math.min(COLUMNS - x, width + across), height: height + down }
      : { x: x + across, y: y + down };
    // Upwards past a neighbour: over it, not against it.
    const wanted = !event.shiftKey && down < 0 ? { ...to, y: above(shown, placement) } : to;
    const next = changed(shown, placement.id, wanted);
    const now = next.find(({ id }) => id === placement.id);
    onChange(next);
    if (now) {
      setSaid(
        `${nameOf(placement)}: column ${now.x + 1}, row ${now.y + 1}, ${now.width} wide, ${now.height} high`,
      );
    }
  }

  const ordered = [...shown].sort((one, other) => one.y - other.y || one.x - other.x);
  return (
    <>
      <div className={onChange ? "tiles editing" : "tiles"} ref={grid}>
        {ordered.map((placement) => (
          <section
            key={placement.id}
            className={drag.current?.id === placement.id && draft ? "tile moving" : "tile"}
            aria-label={nameOf(placement)}
            style={place(placement)}
          >
            {children(
              placement,
              onChange && (
                <button
                  type="button"
                  className="icon-button tile-move"
                  aria-label={`Move ${nameOf(placement)}`}
                  title="Drag, or arrows to move, Shift and arrows to resize"
                  onPointerDown={(event) => begin(event, placement, "move")}
                  onPointerMove={follow}
                  onPointerUp={end}
                  onPointerCancel={end}
                  onKeyDown={(event) => onKeyDown(event, placement)}
                >
                  <Grip aria-hidden />
                </button>
              ),
            )}
            {onChange && (
              <span
                className="tile-size"
                aria-hidden
                onPointerDown={(event) => begin(event, placement, "resize")}
                onPointerMove={follow}
                onPointerUp={end}
                onPointerCancel={end}
              >
                <MoveDiagonal2 />
              </span>
            )}
          </section>
        ))}
      </div>
      <p className="hidden" aria-live="polite">
        {said}
      </p>
    </>
  );
}

/** Where the nearest tile above begins. */
function above(placements: Placement[], { id, x, y, width }: Placement): number {
  const tops = placements
    .filter((each) => each.id !== id && each.y < y && each.x < x + width && x < each.x + each.width)
    .map((each) => each.y);
  return tops.length > 0 ? Math.max(...tops) : y - 1;
}

function place({ x, y, width, height }: Placement): CSSProperties {
  return {
    gridColumn: `${x + 1} / span ${width}`,
    gridRow: `${y + 1} / span ${height}`,
    "--tiles": height,
  } as CSSProperties;
}
