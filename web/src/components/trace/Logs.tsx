import { useQuery } from "@tanstack/react-query";
import { api } from "../../lib/api";
import { inert, inertLine } from "../../lib/inert";
import type { LogRecord } from "../../lib/traceTypes";
import { Json } from "../Json";
import { ErrorLine } from "../Problem";
import { Time } from "../Time";

const MOST = 200;

/** The log records a trace is joined with, newest first; `spanId` names one observation's. */
export function useLogs(projectId: string, traceId: string, enabled: boolean) {
  return useQuery({
    queryKey: ["logs", projectId, traceId],
    queryFn: ({ signal }) =>
      api<{ data: LogRecord[]; meta: { cursor?: string } }>("/api/public/log-records", {
        project: projectId,
        query: { traceId, limit: MOST },
        signal,
      }),
    enabled,
    staleTime: 30_000,
  });
}

export function Logs({ query }: { query: ReturnType<typeof useLogs> }) {
  const { data } = query;
  const records = data ? [...data.data].reverse() : [];
  return (
    <>
      <ErrorLine error={query.error} />
      {query.isPending && <div className="skeleton" role="status" aria-label="Loading" />}
      {data && records.length === 0 && (
        <p className="quiet">
          No log record names this trace. OpenTelemetry logs that carry its trace id show here.
        </p>
      )}
      {data?.meta.cursor && <p className="quiet">The newest {MOST} records.</p>}
      <ol className="logs">
        {records.map((record) => (
          <li key={record.id} data-severity={record.severity ?? ""}>
            <details>
              <summary>
                <Time iso={record.timestamp} />
                {record.severity && <span className="badge">{record.severity.toLowerCase()}</span>}
                <b>{inertLine(record.name ?? "log")}</b>
                <span className="log-body">{inertLine((record.body ?? "").slice(0, 300))}</span>
              </summary>
              {record.body && <pre className="raw">{inert(record.body.slice(0, 20_000))}</pre>}
              <div className="json">
                {Object.entries(record.attributes).map(([key, value]) => (
                  <Json key={key} name={key} value={value} depth={2} />
                ))}
              </div>
            </details>
          </li>
        ))}
      </ol>
    </>
  );
}
