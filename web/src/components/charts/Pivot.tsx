import type { Unit } from "./model";
import { exact, shown } from "./units";
import "../../styles/charts.css";

export interface PivotRow {
  /** One key and name for each level, outermost first. */
  path: { key: string; name: string }[];
  values: (number | null)[];
}

interface Props {
  label: string;
  levels: string[];
  measures: { name: string; unit: Unit }[];
  rows: PivotRow[];
  onPick?: (row: PivotRow) => void;
}

/** Values by one or more groups; a group that goes on is named once. */
export function Pivot({ label, levels, measures, rows, onPick }: Props) {
  const tops = measures.map((_, at) => Math.max(...rows.map((row) => row.values[at] ?? 0), 0));
  return (
    <div className="chart-table pivot" tabIndex={0} role="group" aria-label={`${label}: table`}>
      <table>
        <caption className="hidden">{label}</caption>
        <thead>
          <tr>
            {levels.map((level) => (
              <th key={level} scope="col">
                {level}
              </th>
            ))}
            {measures.map(({ name }) => (
              <th key={name} scope="col" className="number">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={row.path.map(({ key }) => key).join("\u0000")}>
              {row.path.map(({ name }, level) => {
                const last = level === row.path.length - 1;
                const text = !last && goesOn(rows, index, level) ? "" : name;
                return last ? (
                  <th key={level} scope="row">
                    {onPick ? (
                      <button type="button" className="link" onClick={() => onPick(row)}>
                        {text}
                      </button>
                    ) : (
                      text
                    )}
                  </th>
                ) : (
                  <td key={level} className="group">
                    {text}
                  </td>
                );
              })}
              {row.path.length === 0 && <th scope="row">all</th>}
              {row.values.map((value, at) => (
                <td key={at} className="number" title={exact(value, measures[at]?.unit ?? "")}>
                  <i
                    style={{ width: `${tops[at] ? (100 * Math.max(0, value ?? 0)) / tops[at]! : 0}%` }}
                    aria-hidden
                  />
                  <span>{shown(value, measures[at]?.unit ?? "")}</span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Whether the row above has the same groups down to this level. */
function goesOn(rows: PivotRow[], index: number, level: number): boolean {
  const above = rows[index - 1];
  const here = rows[index];
  if (!above || !here) return false;
  return here.path.slice(0, level + 1).every(({ key }, at) => above.path[at]?.key === key);
}
