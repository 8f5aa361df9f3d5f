import type { Pick, Unit } from "./model";
import { exact, shown } from "./units";
import "../../styles/charts.css";

interface Props {
  label: string;
  value: number | null;
  unit: Unit;
  /** The same number of the time before, to compare with. */
  before?: number | null;
  onPick?: (pick: Pick) => void;
}

export function BigNumber({ label, value, unit, before, onPick }: Props) {
  const text = <b title={exact(value, unit)}>{shown(value, unit)}</b>;
  return (
    <div className="chart-number">
      {onPick ? (
        <button type="button" aria-label={`${label}: ${shown(value, unit)}`} onClick={() => onPick({})}>
          {text}
        </button>
      ) : (
        text
      )}
      {before !== undefined && <Change value={value} before={before} unit={unit} />}
    </div>
  );
}

function Change({ value, before, unit }: { value: number | null; before: number | null; unit: Unit }) {
  if (value === null || !before) return null;
  const percent = (100 * (value - before)) / Math.abs(before);
  const size = Math.abs(percent);
  const text =
    size < 0.5
      ? "as before"
      : size >= 1000
        ? `${(value / before).toFixed(0)} × before`
        : `${percent > 0 ? "+" : "−"}${size.toFixed(size < 10 ? 1 : 0)} %`;
  return (
    <small title={`${exact(before, unit)} in the same time before`}>
      {text}
      {size >= 0.5 && size < 1000 && <span className="hidden"> against the time before</span>}
    </small>
  );
}
