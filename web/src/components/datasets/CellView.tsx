import { Link } from "@tanstack/react-router";
import type { Cell } from "../../lib/datasets";
import { decimal, money, seconds } from "../../lib/format";
import { inertLine } from "../../lib/inert";
import { LongText } from "../Json";
import { Delta } from "../Delta";

interface Props {
  projectId: string;
  cell: Cell | undefined;
  baseline: Cell | undefined;
}

/** What one run made of one item. */
export function CellView({ projectId, cell, baseline }: Props) {
  if (!cell) return <span className="quiet">Not run</span>;
  return (
    <div className="compared-cell">
      <ul className="cell-scores">
        {cell.scores.map((score, index) => {
          const before = baseline?.scores.find((each) => each.name === score.name);
          const numbers = score.dataType !== "CATEGORICAL";
          return (
            <li key={index}>
              {inertLine(score.name)} <b title={score.value?.toString()}>{score.label ? inertLine(score.label) : decimal(score.value)}</b>{" "}
              {numbers && <Delta value={score.value} before={before?.value} better="more" />}
              {!numbers && before && before.label !== score.label && (
                <span className="delta">was {before.label}</span>
              )}
            </li>
          );
        })}
      </ul>
      {cell.output ? (
        <div className="cell-output">
          <LongText text={shown(cell.output)} limit={500} />
          {cell.cut && <span className="quiet"> cut; the trace has all of it</span>}
        </div>
      ) : (
        <span className="quiet">{cell.stored ? "No output" : "Its trace has not arrived"}</span>
      )}
      <p className="cell-figures">
        {cell.error && <span className="badge error">error</span>}
        <span>
          {money(cell.cost)} <Delta value={cell.cost} before={baseline?.cost} better="less" />
        </span>
        <span>
          {seconds(cell.latency)} <Delta value={cell.latency} before={baseline?.latency} better="less" />
        </span>
        <Link
          to="/project/$projectId/traces/$traceId"
          params={{ projectId, traceId: cell.traceId }}
          search={{ observation: cell.observationId ?? undefined }}
        >
          Trace
        </Link>
      </p>
    </div>
  );
}

/** Outputs are stored as JSON: text without its quotes reads better. */
function shown(output: string): string {
  try {
    const value: unknown = JSON.parse(output);
    return typeof value === "string" ? value : JSON.stringify(value, null, 2);
  } catch {
    return output;
  }
}
