import { ChartColumn, Table2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { ChartTable } from "./ChartTable";
import { ErrorLine } from "../Problem";
import type { Pick, TableData } from "./model";
import "../../styles/charts.css";

interface Props {
  label: string;
  pending?: boolean;
  error?: unknown;
  /** What to say when there is nothing to draw; nothing when there is. */
  empty?: ReactNode;
  /** The chart's numbers as rows: made when asked for. */
  table?: () => TableData;
  onPick?: (pick: Pick) => void;
  children: ReactNode;
}

/** A chart's place: its skeleton, its error, what it says when empty, and its numbers as a table. */
export function ChartFrame({ label, pending, error, empty, table, onPick, children }: Props) {
  const [asTable, setAsTable] = useState(false);
  if (error) {
    return (
      <div className="chart">
        <ErrorLine error={error} />
      </div>
    );
  }
  if (pending) {
    return <div className="chart chart-wait" role="status" aria-label={`${label}: loading`} />;
  }
  if (empty) return <div className="chart chart-empty">{empty}</div>;
  return (
    <div className="chart">
      {asTable && table ? <ChartTable label={label} table={table()} onPick={onPick} /> : children}
      {table && (
        <button
          type="button"
          className="icon-button chart-switch"
          aria-pressed={asTable}
          aria-label={`${label} as a table`}
          title={asTable ? "Show the chart" : "Show as a table"}
          onClick={() => setAsTable(!asTable)}
        >
          {asTable ? <ChartColumn aria-hidden /> : <Table2 aria-hidden />}
        </button>
      )}
    </div>
  );
}
