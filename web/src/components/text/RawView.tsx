import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef } from "react";
import { inert } from "../../lib/inert";
import "../../styles/text.css";

const PIECE = 4000;
const LINE = 19;
const FEW = 200;

/** Text line by line; of a long one only the lines in sight are in the page. */
export function RawView({ text, label }: { text: string; label: string }) {
  const lines = useMemo(() => linesOf(text), [text]);
  if (lines.length <= FEW && text.length < 40_000) return <pre className="raw" dir="auto">{inert(text)}</pre>;
  return <LongRaw lines={lines} label={label} />;
}

function LongRaw({ lines, label }: { lines: string[]; label: string }) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE,
    overscan: 20,
  });
  return (
    <div className="raw-scroll" ref={scroller} tabIndex={0} role="region" aria-label={label}>
      <div className="raw-lines" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => (
          <div
            key={item.key}
            ref={virtual.measureElement}
            data-index={item.index}
            className="raw-line"
            dir="auto"
            style={{ transform: `translateY(${item.start}px)` }}
          >
            {inert(lines[item.index] as string) || " "}
          </div>
        ))}
      </div>
    </div>
  );
}

/** Lines; one that is very long is cut into pieces, so that no row is a megabyte. */
function linesOf(text: string): string[] {
  const lines: string[] = [];
  for (const line of text.split("\n")) {
    if (line.length <= PIECE) lines.push(line);
    else for (let at = 0; at < line.length; at += PIECE) lines.push(line.slice(at, at + PIECE));
  }
  return lines;
}
