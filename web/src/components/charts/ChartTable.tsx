import type { Pick, TableData } from "./model";
import "../../styles/charts.css";

/** More rows than anybody reads; a file is the better way to have them all. */
const MOST = 500;

interface Props {
  label: string;
  table: TableData;
  onPick?: (pick: Pick) => void;
}

/** Numbers as rows. The first column names the row and opens what is behind it. */
export function ChartTable({ label, table, onPick }: Props) {
  const cut = table.rows.length > MOST;
  return (
    <div className="chart-table" tabIndex={0} role="group" aria-label={`${label}: table`}>
      <table>
        <caption className="hidden">{label}</caption>
        <thead>
          <tr>
            {table.columns.map((column, index) => (
              <th key={column + String(index)} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.slice(0, MOST).map((row, index) => (
            <tr key={index}>
              {row.map((cell, at) =>
                at === 0 ? (
                  <th key={at} scope="row">
                    {onPick && table.pickOf ? (
                      <button
                        type="button"
                        className="link"
                        onClick={() => onPick(table.pickOf?.(index) ?? {})}
                      >
                        {cell}
                      </button>
                    ) : (
                      cell
                    )}
                  </th>
                ) : (
                  <td key={at}>{cell}</td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {cut && (
        <p className="quiet">
          The first {MOST} of {table.rows.length} rows.
        </p>
      )}
    </div>
  );
}
