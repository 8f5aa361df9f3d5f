import type { Category, Pick, Unit } from "./model";
import { exact, shown } from "./units";
import "../../styles/charts.css";

interface Props {
  label: string;
  categories: Category[];
  unit: Unit;
  onPick?: (pick: Pick) => void;
}

const largest = (categories: Category[]) =>
  Math.max(...categories.map(({ value }) => Math.abs(value ?? 0)), 0) || 1;

/** One bar a line, the name left and the value right of it. */
export function HorizontalBars({ label, categories, unit, onPick }: Props) {
  const top = largest(categories);
  return (
    <ul className="chart-rows" aria-label={label} tabIndex={0}>
      {categories.map(({ key, name, value }) => {
        const line = (
          <>
            <span className="name">{name}</span>
            <span className="value">{shown(value, unit)}</span>
            <span className="track" aria-hidden>
              <i style={{ width: `${(100 * Math.abs(value ?? 0)) / top}%` }} />
            </span>
          </>
        );
        const title = `${name}: ${exact(value, unit)}`;
        return (
          <li key={key}>
            {onPick ? (
              <button type="button" title={title} onClick={() => onPick({ key })}>
                {line}
              </button>
            ) : (
              <div title={title}>{line}</div>
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** Bars side by side; names below, turned away when there are too many. */
export function VerticalBars({ label, categories, unit, onPick }: Props) {
  const top = largest(categories);
  return (
    <ul className="chart-columns" aria-label={label} tabIndex={0}>
      {categories.map(({ key, name, value }) => {
        const column = (
          <>
            <span className="value">{shown(value, unit)}</span>
            <span className="track" aria-hidden>
              <i style={{ height: `${(100 * Math.abs(value ?? 0)) / top}%` }} />
            </span>
            <span className="name">{name}</span>
          </>
        );
        const title = `${name}: ${exact(value, unit)}`;
        return (
          <li key={key}>
            {onPick ? (
              <button type="button" title={title} onClick={() => onPick({ key })}>
                {column}
              </button>
            ) : (
              <div title={title}>{column}</div>
            )}
          </li>
        );
      })}
    </ul>
  );
}
