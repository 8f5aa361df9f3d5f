import { Link } from "@tanstack/react-router";
import { count, money, short } from "../../lib/format";
import { inertLine } from "../../lib/inert";
import type { SessionAnswer } from "../../lib/traceTypes";

const DEAREST = 8;

/** What each model cost. */
export function Models({ session }: { session: SessionAnswer }) {
  return (
    <section className="session-chart" aria-labelledby="session-models">
      <h2 id="session-models">Cost by model</h2>
      <table className="small-table">
        <thead>
          <tr>
            <th scope="col">Model</th>
            <th scope="col">Calls</th>
            <th scope="col">Input</th>
            <th scope="col">From cache</th>
            <th scope="col">Output</th>
            <th scope="col">Cost</th>
          </tr>
        </thead>
        <tbody>
          {session.models.map((line) => (
            <tr key={line.model ?? ""}>
              <th scope="row">{inertLine(line.model ?? "unknown")}</th>
              <td>{count(line.calls)}</td>
              <td title={count(line.inputTokens)}>{short(line.inputTokens)}</td>
              <td title={count(line.cacheReadTokens)}>
                {line.inputTokens > 0 ? `${Math.round((line.cacheReadTokens / line.inputTokens) * 100)} %` : "–"}
              </td>
              <td title={count(line.outputTokens)}>{short(line.outputTokens)}</td>
              <td title={`$${line.totalCost ?? 0}`}>{money(line.totalCost)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** The turns that cost most, and what of it a cache could have saved. */
export function Dearest({ session, projectId }: { session: SessionAnswer; projectId: string }) {
  const dearest = session.turns
    .map((turn, at) => ({ turn, number: at + 1 }))
    .filter(({ turn }) => (turn.totalCost ?? 0) > 0)
    .sort((a, b) => (b.turn.totalCost ?? 0) - (a.turn.totalCost ?? 0))
    .slice(0, DEAREST);
  if (dearest.length === 0) return null;
  return (
    <section className="session-chart" aria-labelledby="session-dearest">
      <h2 id="session-dearest">Most expensive turns</h2>
      <table className="small-table">
        <thead>
          <tr>
            <th scope="col">Turn</th>
            <th scope="col">Context</th>
            <th scope="col">From cache</th>
            <th scope="col" title="Cost of input that was not read from a cache">
              Not cached
            </th>
            <th scope="col">Cost</th>
          </tr>
        </thead>
        <tbody>
          {dearest.map(({ turn, number }) => (
            <tr key={turn.id}>
              <th scope="row">
                <Link to="/project/$projectId/traces/$traceId" params={{ projectId, traceId: turn.id }}>
                  {number}. {inertLine(turn.name ?? "Unnamed trace")}
                </Link>
              </th>
              <td title={count(turn.inputTokens)}>{short(turn.inputTokens)}</td>
              <td title={count(turn.cacheReadTokens)}>
                {turn.inputTokens > 0 ? `${Math.round((turn.cacheReadTokens / turn.inputTokens) * 100)} %` : "–"}
              </td>
              <td title={`$${turn.uncachedCost}`}>{money(turn.uncachedCost)}</td>
              <td title={`$${turn.totalCost}`}>{money(turn.totalCost)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
