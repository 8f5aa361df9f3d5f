import { useQuery } from "@tanstack/react-query";
import { ApiError, api } from "../../lib/api";
import { count, money, short } from "../../lib/format";
import { inert, inertLine } from "../../lib/inert";
import type { LogRecord } from "../../lib/traceTypes";
import { ErrorLine } from "../Problem";
import { Time } from "../Time";

interface Answer {
  events: LogRecord[];
  eventCounts: Record<string, number>;
  totals: { source: string | null; cost: number | null; tokens: Record<string, number> };
  meta: { cursor?: string };
}

const SHOWN = 200;
const PROMPT = "claude_code.user_prompt";

/** What the agent tells of itself: its events in order, and its own account of cost and tokens. */
export function Telemetry({ projectId, sessionId }: { projectId: string; sessionId: string }) {
  const query = useQuery({
    queryKey: ["telemetry", projectId, sessionId],
    queryFn: ({ signal }) =>
      api<Answer>(`/api/public/sessions/${encodeURIComponent(sessionId)}/telemetry`, {
        project: projectId,
        query: { limit: SHOWN },
        signal,
      }),
    staleTime: 30_000,
  });
  const { data } = query;
  if (query.error instanceof ApiError && query.error.status === 404) return null;
  if (query.error) return <ErrorLine error={query.error} />;
  if (!data || (data.events.length === 0 && data.totals.source === null)) return null;
  return (
    <details className="fold telemetry">
      <summary>
        Telemetry{" "}
        <span className="quiet">
          {Object.entries(data.eventCounts)
            .map(([name, times]) => `${inertLine(name.replace(/^claude_code\./, ""))} ${count(times)}`)
            .join(" · ")}
        </span>
      </summary>
      {data.totals.source && (
        <p>
          By its own {data.totals.source}: {money(data.totals.cost)}
          {Object.entries(data.totals.tokens).map(([kind, tokens]) => ` · ${inertLine(kind)} ${short(tokens)}`)}
        </p>
      )}
      <ol className="logs">
        {data.events.map((event) => (
          <li key={event.id} data-severity={event.severity ?? ""}>
            <details>
              <summary>
                <Time iso={event.timestamp} />
                <b>{inertLine(event.name ?? "log")}</b>
                <span className="log-body">
                  {inertLine(told(event).slice(0, 300))}
                </span>
              </summary>
              <pre className="raw">{inert(JSON.stringify(event.attributes, null, 2).slice(0, 20_000))}</pre>
            </details>
          </li>
        ))}
      </ol>
      {data.meta.cursor && <p className="quiet">The first {SHOWN} events.</p>}
    </details>
  );
}

function told({ name, attributes, body }: LogRecord): string {
  if (name === PROMPT && typeof attributes.prompt === "string") return attributes.prompt;
  const words = ["tool_name", "model", "decision", "cost_usd", "duration_ms", "error"];
  return (
    words.flatMap((word) => (attributes[word] === undefined ? [] : [`${word}: ${String(attributes[word])}`])).join("  ") ||
    (body ?? "")
  );
}
