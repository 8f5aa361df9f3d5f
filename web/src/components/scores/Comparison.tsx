import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "../../lib/api";
import { count, decimal, plural } from "../../lib/format";
import type { ScoreComparison } from "../../lib/scores";
import { ErrorLine } from "../Problem";
import { Skeleton } from "../Skeleton";
import { Scatter } from "./Scatter";

interface Kind {
  name: string;
  dataType: string;
  source: string;
}

interface Props {
  projectId: string;
  first: Kind;
  second: Kind;
  from: string;
}

/** Two kinds of scores given to the same things: how well they agree. */
export function Comparison({ projectId, first, second, from }: Props) {
  const comparison = useQuery({
    queryKey: ["scores", projectId, "comparison", first, second, from.slice(0, 13)],
    queryFn: ({ signal }) =>
      api<ScoreComparison>(`/api/projects/${encodeURIComponent(projectId)}/score-comparison`, {
        signal,
        query: {
          firstName: first.name,
          firstDataType: first.dataType,
          firstSource: first.source,
          secondName: second.name,
          secondDataType: second.dataType,
          secondSource: second.source,
          fromTimestamp: from,
        },
      }),
  });
  const data = comparison.data;
  return (
    <section aria-label="Comparison">
      <h2>
        {first.name} and {second.name}
      </h2>
      <ErrorLine error={comparison.error} />
      {!data && !comparison.error && <Skeleton lines={5} />}
      {data?.count === 0 && (
        <p className="quiet">No trace, observation or session has both scores in this time.</p>
      )}
      {data && data.count > 0 && (
        <>
          <dl className="facts">
            <Fact name="Pairs" value={count(data.count)} />
            {data.correlation && (
              <>
                <Fact name="Correlation" title="Pearson's r, −1 to 1" value={decimal(data.correlation.pearson)} />
                <Fact name="Rank correlation" title="Spearman's ρ, −1 to 1" value={decimal(data.correlation.spearman)} />
                <Fact name="Mean difference" title="Mean absolute difference" value={decimal(data.correlation.error)} />
              </>
            )}
            {data.kind === "labels" && (
              <>
                <Fact
                  name="Agreement"
                  title="Share of pairs with the same value"
                  value={data.agreement === null ? "–" : `${Math.round(data.agreement * 100)} %`}
                />
                <Fact name="Cohen's kappa" title="Agreement beyond chance, 1 at best" value={decimal(data.kappa)} />
              </>
            )}
          </dl>
          {data.kind === "numbers" ? (
            <Scatter projectId={projectId} pairs={data.pairs} x={first.name} y={second.name} total={data.count} />
          ) : data.kind === "labels" ? (
            <Confusion projectId={projectId} data={data} first={first.name} second={second.name} />
          ) : (
            <Mixed data={data} first={first} second={second} />
          )}
        </>
      )}
    </section>
  );
}

function Confusion(props: { projectId: string; data: ScoreComparison; first: string; second: string }) {
  const { projectId, data, first, second } = props;
  const rows = [...new Set(data.crossings.map((each) => each.first))].sort();
  const columns = [...new Set(data.crossings.map((each) => each.second))].sort();
  const most = Math.max(...data.crossings.map((each) => each.count));
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label="Which values went together">
      <table className="confusion">
        <thead>
          <tr>
            <th scope="col">
              {first} ↓ {second} →
            </th>
            {columns.map((each) => (
              <th key={each} scope="col">
                {each}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row}>
              <th scope="row">{row}</th>
              {columns.map((each) => {
                const cell = data.crossings.find((one) => one.first === row && one.second === each);
                const heat = cell ? Math.ceil((cell.count / most) * 4) : 0;
                return (
                  <td key={each} data-heat={heat} data-same={row === each || undefined}>
                    {cell ? (
                      <details>
                        <summary title="Show some traces">{count(cell.count)}</summary>
                        <ul>
                          {[...new Set(cell.traceIds)].filter(Boolean).slice(0, 10).map((traceId) => (
                            <li key={traceId}>
                              <Link to="/project/$projectId/traces/$traceId" params={{ projectId, traceId }}>
                                {traceId.slice(0, 12)}
                              </Link>
                            </li>
                          ))}
                        </ul>
                      </details>
                    ) : (
                      "0"
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A number for each label of the other score. */
function Mixed({ data, first, second }: { data: ScoreComparison; first: Kind; second: Kind }) {
  const numeric = first.dataType === "NUMERIC" ? first : second;
  const labelled = numeric === first ? second : first;
  const sums = new Map<string, { count: number; sum: number }>();
  for (const each of data.crossings) {
    const label = numeric === first ? each.second : each.first;
    const average = (numeric === first ? each.firstAverage : each.secondAverage) ?? 0;
    const known = sums.get(label) ?? { count: 0, sum: 0 };
    sums.set(label, { count: known.count + each.count, sum: known.sum + average * each.count });
  }
  return (
    <table className="small-table">
      <caption>
        Average of {numeric.name} for each {labelled.name}
      </caption>
      <thead>
        <tr>
          <th scope="col">{labelled.name}</th>
          <th scope="col">Average</th>
          <th scope="col">Pairs</th>
        </tr>
      </thead>
      <tbody>
        {[...sums].map(([label, { count: number, sum }]) => (
          <tr key={label}>
            <th scope="row">{label}</th>
            <td title={String(sum / number)}>{decimal(sum / number)}</td>
            <td>{plural(number, "pair")}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Fact({ name, value, title }: { name: string; value: string; title?: string }) {
  return (
    <div title={title}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
