import type { Category, Pick, Unit } from "./model";
import { colours } from "./palette";
import { exact, shown } from "./units";
import "../../styles/charts.css";

interface Props {
  label: string;
  categories: Category[];
  unit: Unit;
  onPick?: (pick: Pick) => void;
}

const RADIUS = 42;
const AROUND = 2 * Math.PI * RADIUS;

/** Shares of a whole as a ring, named beside it. Values below zero have no share. */
export function Pie({ label, categories, unit, onPick }: Props) {
  const paint = colours(categories.map(({ key }) => key));
  const sizes = categories.map(({ value }) => Math.max(0, value ?? 0));
  const whole = sizes.reduce((sum, size) => sum + size, 0);
  let done = 0;
  return (
    <div className="chart-pie">
      <svg viewBox="0 0 100 100" role="img" aria-label={`${label}: ${exact(whole, unit)} together`}>
        <circle className="whole" cx="50" cy="50" r={RADIUS} />
        {categories.map(({ key, name, value }, index) => {
          const length = whole ? ((sizes[index] ?? 0) / whole) * AROUND : 0;
          const before = done;
          done += length;
          return (
            <circle
              key={key}
              cx="50"
              cy="50"
              r={RADIUS}
              className={onPick ? "share pick" : "share"}
              stroke={paint[index]}
              strokeDasharray={`${Math.max(0, length - 0.6)} ${AROUND}`}
              strokeDashoffset={-before}
              transform="rotate(-90 50 50)"
              onClick={() => onPick?.({ key })}
            >
              <title>{`${name}: ${exact(value, unit)}`}</title>
            </circle>
          );
        })}
        <text x="50" y="53.5">
          {shown(whole, unit)}
        </text>
      </svg>
      <ul aria-label={label} tabIndex={0}>
        {categories.map(({ key, name, value }, index) => {
          const share = whole ? (100 * (sizes[index] ?? 0)) / whole : 0;
          const line = (
            <>
              <i style={{ background: paint[index] }} aria-hidden />
              <span className="name">{name}</span>
              <span className="value">
                {shown(value, unit)} <small>{share.toFixed(share < 10 ? 1 : 0)} %</small>
              </span>
            </>
          );
          return (
            <li key={key}>
              {onPick ? (
                <button type="button" title={exact(value, unit)} onClick={() => onPick({ key })}>
                  {line}
                </button>
              ) : (
                <div title={exact(value, unit)}>{line}</div>
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
