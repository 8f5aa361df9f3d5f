import type { Unit } from "./model";
import { exact, shown } from "./units";
import "../../styles/charts.css";

export interface Bin {
  low: number;
  high: number;
  height: number;
}

interface Props {
  label: string;
  bins: Bin[];
  /** Of the values along the axis; heights are counts. */
  unit: Unit;
  onPick?: (bin: Bin) => void;
}

/** How values spread: equally wide bins, empty ones included. */
export function Histogram({ label, bins, unit, onPick }: Props) {
  const top = Math.max(...bins.map(({ height }) => height), 0) || 1;
  const first = bins[0];
  const last = bins.at(-1);
  return (
    <div className="chart-histogram">
      <ul aria-label={label} tabIndex={0}>
        {bins.map((bin) => {
          const title = `${exact(bin.low, unit)} to ${exact(bin.high, unit)}: ${bin.height}`;
          const bar = <i style={{ height: `${(100 * bin.height) / top}%` }} aria-hidden />;
          return (
            <li key={bin.low}>
              {onPick && bin.height > 0 ? (
                <button type="button" title={title} aria-label={title} onClick={() => onPick(bin)}>
                  {bar}
                </button>
              ) : (
                <div title={title} role="img" aria-label={title}>
                  {bar}
                </div>
              )}
            </li>
          );
        })}
      </ul>
      {first && last && (
        <p aria-hidden>
          <span>{shown(first.low, unit)}</span>
          <span>{shown((first.low + last.high) / 2, unit)}</span>
          <span>{shown(last.high, unit)}</span>
        </p>
      )}
    </div>
  );
}
