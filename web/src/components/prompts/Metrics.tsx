import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "../../lib/api";
import { count, decimal, money, seconds, short } from "../../lib/format";
import { pagePath, type VersionMetrics } from "../../lib/prompts";
import { quoted } from "../../lib/query";
import { type Range, since } from "../../lib/search";
import { ErrorLine } from "../Problem";
import { Skeleton } from "../Skeleton";
import { Time } from "../Time";

interface Props {
  projectId: string;
  name: string;
  range: Range;
  /** Only these; all of them without. */
  versions?: number[];
}

/** What versions cost, took and scored in real traffic. */
export function Metrics({ projectId, name, range, versions }: Props) {
  const metrics = useQuery({
    queryKey: ["prompts", projectId, "metrics", name, range],
    queryFn: ({ signal }) =>
      api<{ versions: VersionMetrics[] }>(`${pagePath(projectId)}/metrics`, {
        signal,
        query: { name, fromTimestamp: since(range) ?? new Date(0).toISOString() },
      }),
  });
  if (metrics.error) return <ErrorLine error={metrics.error} />;
  if (!metrics.data) return <Skeleton lines={4} />;
  const rows = metrics.data.versions.filter((row) => !versions || versions.includes(row.version));
  if (rows.length === 0) {
    return (
      <p className="quiet">
        No generation in this time names {versions ? "these versions" : "this prompt"}. SDKs link
        them when the prompt is passed along with the call.
      </p>
    );
  }
  const names = [...new Set(rows.flatMap((row) => row.scores.map((score) => score.name)))].sort();
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label="Figures of the versions">
      <table className="plain-table numbers">
        <thead>
          <tr>
            <th scope="col">Version</th>
            <th scope="col" className="number">Calls</th>
            <th scope="col" className="number">Errors</th>
            <th scope="col" className="number">Cost</th>
            <th scope="col" className="number">A call</th>
            <th scope="col" className="number">p50</th>
            <th scope="col" className="number">p95</th>
            <th scope="col" className="number">Tokens in</th>
            <th scope="col" className="number">Tokens out</th>
            {names.map((each) => (
              <th key={each} scope="col" className="number">{each}</th>
            ))}
            <th scope="col">Last used</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.version}>
              <th scope="row">
                <Link
                  to="/project/$projectId/observations"
                  params={{ projectId }}
                  search={{ q: `prompt:${quoted(name)} promptVersion:${row.version}`, range }}
                  title="The calls behind these figures"
                >
                  v{row.version}
                </Link>
              </th>
              <td className="number">{count(row.calls)}</td>
              <td className="number">{row.errors > 0 ? count(row.errors) : "–"}</td>
              <td className="number" title={exact(row.cost)}>{money(row.cost)}</td>
              <td className="number" title={exact(row.costPerCall)}>{money(row.costPerCall)}</td>
              <td className="number">{seconds(row.latencyP50)}</td>
              <td className="number">{seconds(row.latencyP95)}</td>
              <td className="number">{short(row.inputTokens)}</td>
              <td className="number">{short(row.outputTokens)}</td>
              {names.map((each) => {
                const score = row.scores.find((one) => one.name === each);
                return (
                  <td key={each} className="number" title={score && [score.average, `${count(score.count)} scores`].filter((each) => each !== null).join(", ")}>
                    {score ? (score.average === null ? score.commonest : decimal(score.average)) : "–"}
                  </td>
                );
              })}
              <td>
                <Time iso={row.lastUsedAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const exact = (value: number | null) => (value === null ? undefined : `$${value}`);
