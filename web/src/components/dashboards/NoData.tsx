import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ask, type Span, times } from "../../lib/metrics";
import { absolute, type TimeRange } from "../../lib/timeRange";

interface Props {
  project: string;
  span: Span;
  onRange: (range: TimeRange) => void;
}

const YEAR = 365 * 86_400_000;

/** Says so when nothing at all is in the span, and what to do: a wider one, or how to send. */
export function NoData({ project, span, onRange }: Props) {
  const within = useQuery({
    queryKey: ["any-traces", project, span],
    queryFn: ({ signal }) => countOf(project, span, signal),
    staleTime: 60_000,
  });
  const ever = useQuery({
    queryKey: ["newest-traces", project],
    queryFn: async ({ signal }) => {
      const now = Date.now();
      const wide = { from: now - 5 * YEAR, to: now + YEAR };
      const rows = await ask(
        project,
        { ...question(wide), timeDimension: { granularity: "day" }, orderBy: [{ field: "time_dimension", direction: "desc" }], config: { row_limit: 1 } },
        signal,
      );
      const newest = rows[0]?.time_dimension;
      return typeof newest === "string" ? Date.parse(newest) : null;
    },
    enabled: within.data === 0,
  });
  if (within.data !== 0 || ever.data === undefined) return null;
  if (ever.data === null) {
    return (
      <p className="no-data">
        Nothing has come in yet.{" "}
        <Link to="/project/$projectId/start" params={{ projectId: project }}>
          How to send
        </Link>
      </p>
    );
  }
  const newest = ever.data;
  const around = absolute(newest - 6 * 86_400_000, newest + 86_400_000);
  return (
    <p className="no-data">
      Nothing in this time.{" "}
      <button type="button" className="link" onClick={() => onRange(around)}>
        Show the last days that have something
      </button>
    </p>
  );
}

const question = (span: Span) => ({
  view: "observations" as const,
  metrics: [{ measure: "count", aggregation: "count" }],
  dimensions: [],
  filters: [],
  ...times(span),
});

async function countOf(project: string, span: Span, signal: AbortSignal): Promise<number> {
  const rows = await ask(project, question(span), signal);
  return Number(rows[0]?.count_count ?? 0);
}
