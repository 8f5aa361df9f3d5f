import { Link } from "@tanstack/react-router";
import { money, plural, seconds } from "../../lib/format";
import { inertLine } from "../../lib/inert";
import type { SessionAnswer } from "../../lib/traceTypes";

const MOST_LANES = 40;
const MOST_CALLS = 1500;

/** Agents as lanes, their calls as bars over the time of the session. */
export function Lanes({ session, projectId }: { session: SessionAnswer; projectId: string }) {
  const calls = session.calls.slice(0, MOST_CALLS);
  if (calls.length === 0) return null;
  const times = calls.map((call) => Date.parse(call.startTime));
  const first = Math.min(...times);
  const last = Math.max(...calls.map((call, at) => (times[at] as number) + call.latency * 1000));
  const length = last - first || 1;
  return (
    <section className="session-chart wide" aria-labelledby="session-lanes">
      <h2 id="session-lanes">Agents</h2>
      <ul className="lanes">
        {session.lanes.slice(0, MOST_LANES).map((lane) => (
          <li key={lane.name}>
            <span className="lane-name" title={inertLine(lane.name)}>
              <b>{inertLine(lane.name)}</b>{" "}
              <small>
                {plural(lane.calls, "call")} · {money(lane.totalCost)}
              </small>
            </span>
            <span className="lane">
              {calls.map((call, at) =>
                call.lane === lane.name ? (
                  <Link
                    key={call.id}
                    to="/project/$projectId/traces/$traceId"
                    params={{ projectId, traceId: call.traceId }}
                    search={{ observation: call.id }}
                    tabIndex={-1}
                    aria-hidden
                    className="bar"
                    data-type="GENERATION"
                    data-level={call.level}
                    title={`${inertLine(call.model ?? call.name ?? "call")}, ${seconds(call.latency)}, ${money(call.totalCost)}`}
                    style={{
                      left: `${(((times[at] as number) - first) / length) * 100}%`,
                      width: `${((call.latency * 1000) / length) * 100}%`,
                    }}
                  />
                ) : null,
              )}
            </span>
          </li>
        ))}
      </ul>
      {(session.lanes.length > MOST_LANES || session.calls.length > MOST_CALLS) && (
        <p className="quiet">
          The first {MOST_LANES} agents and {MOST_CALLS} calls.
        </p>
      )}
    </section>
  );
}
