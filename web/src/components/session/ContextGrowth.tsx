import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { count, short } from "../../lib/format";
import { inertLine } from "../../lib/inert";
import type { Call, SessionAnswer } from "../../lib/traceTypes";
import { ChartFrame, TimeChart, type TimeData, timeTable } from "../charts";
import { Time } from "../Time";

/** Tokens of each call's input, an agent a line, and where the context was compacted. */
export function ContextGrowth({ session, projectId }: { session: SessionAnswer; projectId: string }) {
  const navigate = useNavigate();
  const { data, calls } = useMemo(() => grown(session.calls), [session.calls]);
  if (data.times.length < 2) return null;
  return (
    <section className="session-chart wide" aria-labelledby="context-growth">
      <h2 id="context-growth">Context, tokens of each call</h2>
      <div className="chart-place">
        <ChartFrame label="Context" table={() => timeTable(data, "tokens")}>
          <TimeChart
            label="Tokens of the context of each call over time"
            data={data}
            kind="line"
            unit="tokens"
            onPick={({ from }) => {
              const call = calls.find((each) => each.time === from)?.call;
              if (call) {
                void navigate({
                  to: "/project/$projectId/traces/$traceId",
                  params: { projectId, traceId: call.traceId },
                  search: { observation: call.id },
                });
              }
            }}
          />
        </ChartFrame>
      </div>
      {session.compactions.length > 0 && (
        <ul className="compactions" aria-label="Compactions">
          {session.compactions.slice(0, 20).map((each) => (
            <li key={`${each.at} ${each.lane}`} className="chip">
              Compacted <Time iso={each.at} short />
              {each.before !== null && each.after !== null && (
                <span title={`${count(each.before)} to ${count(each.after)} tokens`}>
                  {short(each.before)} → {short(each.after)}
                </span>
              )}
              {each.trigger && <small>{inertLine(each.trigger)}</small>}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** Calls as lines: a lane keeps its value until its next call. Two calls never have the same time. */
function grown(all: Call[]): { data: TimeData; calls: { time: number; call: Call }[] } {
  const calls: { time: number; call: Call }[] = [];
  let before = -Infinity;
  for (const call of all) {
    if (call.contextTokens === 0) continue;
    before = Math.max(Date.parse(call.startTime), before + 1);
    calls.push({ time: before, call });
  }
  const lanes = [...new Set(calls.map(({ call }) => call.lane))];
  const series = lanes.map((lane) => {
    const last = calls.findLastIndex(({ call }) => call.lane === lane);
    let held: number | null = null;
    const values = calls.map(({ call }, at) => {
      if (call.lane === lane) held = call.contextTokens;
      return at <= last ? held : null;
    });
    return { key: lane, name: inertLine(lane), values };
  });
  return { data: { times: calls.map(({ time }) => time), step: 1000, series }, calls };
}
