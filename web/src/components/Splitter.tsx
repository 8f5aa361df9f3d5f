import { type KeyboardEvent, type PointerEvent, useState } from "react";

const LEAST = 20;
const MOST = 80;

/** The share of the left pane in percent; it stays in this browser under `name`. */
export function usePaneShare(name: string, usual: number): [number, (share: number) => void] {
  const [share, setShare] = useState(() => {
    try {
      const kept = Number(localStorage.getItem(name));
      return kept >= LEAST && kept <= MOST ? kept : usual;
    } catch {
      return usual;
    }
  });
  return [
    share,
    (to) => {
      const next = Math.round(Math.max(LEAST, Math.min(MOST, to)) * 10) / 10;
      setShare(next);
      try {
        localStorage.setItem(name, String(next));
      } catch {
        // Storage is switched off: it lasts until the page closes.
      }
    },
  ];
}

interface Props {
  label: string;
  share: number;
  onShare: (share: number) => void;
}

/** The border between two panes: drag it, or use the arrow keys while it has the focus. */
export function Splitter({ label, share, onShare }: Props) {
  const onKey = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -2, ArrowRight: 2, Home: -100, End: 100 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onShare(share + by);
  };
  const onMove = (event: PointerEvent<HTMLDivElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const panes = event.currentTarget.parentElement?.getBoundingClientRect();
    if (panes) onShare(((event.clientX - panes.left) / panes.width) * 100);
  };
  return (
    <div
      className="splitter"
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={Math.round(share)}
      aria-valuemin={LEAST}
      aria-valuemax={MOST}
      tabIndex={0}
      onKeyDown={onKey}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={onMove}
    />
  );
}
