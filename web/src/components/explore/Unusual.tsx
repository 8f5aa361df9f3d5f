import { money, seconds } from "../../lib/format";
import type { Line, Usual } from "../../lib/explore";
import { Tip } from "../Tip";

const UNUSUAL = 2;

interface Props {
  line: Line;
  usual: Usual | undefined;
  of: "cost" | "latency";
}

/** How many times the usual for its name a row's cost or latency is, when that is much. */
export function Unusual({ line, usual, of }: Props) {
  const value = of === "cost" ? line.totalCost : line.latency;
  const median = usual?.[of];
  if (!usual || !median || !value || value < UNUSUAL * median) return null;
  const times = value / median;
  const shown = times >= 10 ? Math.round(times).toString() : times.toFixed(1);
  const middle = of === "cost" ? money(median) : seconds(median);
  const text = `${shown}× the usual ${of} for “${line.name}”: the median of ${usual.count} in the last 7 days is ${middle}`;
  return (
    <Tip text={text}>
      <span className="unusual" tabIndex={-1} aria-label={text}>
        {shown}×
      </span>
    </Tip>
  );
}
