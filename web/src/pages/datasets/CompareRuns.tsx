import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Pin } from "lucide-react";
import { useMemo } from "react";
import { Button } from "../../components/Button";
import { PageHead } from "../../components/PageHead";
import { ErrorLine, Problem } from "../../components/Problem";
import { Skeleton } from "../../components/Skeleton";
import { CellView } from "../../components/datasets/CellView";
import { type Change, Delta } from "../../components/Delta";
import { IconButton } from "../../components/IconButton";
import { api } from "../../lib/api";
import { type ComparedItem, datasetPages, type RunLine } from "../../lib/datasets";
import { count, decimal, money, plural, seconds } from "../../lib/format";
import "../../styles/datasets.css";
import "../../styles/tabs-page.css";

const ROUTE = "/signed-in/project/$projectId/datasets/$datasetName/compare";
const PAGE = 50;

interface Comparison {
  runs: RunLine[];
  items: ComparedItem[];
  totalItems: number;
}

/** Runs side by side: items as rows, the first run is what the others are held against. */
export function CompareRuns() {
  const { projectId, datasetName } = useParams({ from: ROUTE });
  const { runs: wanted = [] } = useSearch({ from: ROUTE });
  const navigate = useNavigate({ from: "/project/$projectId/datasets/$datasetName/compare" });
  const comparison = useInfiniteQuery({
    queryKey: ["datasets", projectId, "comparison", datasetName, wanted],
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({
        name: datasetName,
        page: String(pageParam),
        limit: String(PAGE),
      });
      for (const run of wanted) query.append("run", run);
      return api<Comparison>(`${datasetPages(projectId)}/comparison?${query}`, { signal });
    },
    initialPageParam: 1,
    getNextPageParam: (last, pages) => (pages.length * PAGE < last.totalItems ? pages.length + 1 : undefined),
    enabled: wanted.length > 0,
    placeholderData: keepPreviousData,
  });
  const { data } = comparison;
  const items = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]);
  const place = { projectId, datasetName };
  if (wanted.length === 0) {
    return (
      <Problem title="No runs are chosen">
        <Link className="button" to="/project/$projectId/datasets/$datasetName" params={place} search={{ tab: "runs" }}>
          Choose runs
        </Link>
      </Problem>
    );
  }
  const runs = data?.pages[0]?.runs ?? [];
  const baseline = runs[0];
  const worse = items.filter((each) => each.regression > 0).length;
  return (
    <div className="list-page">
      <PageHead
        title={runs.length > 1 ? "Runs compared" : (baseline?.name ?? "Run")}
        count={data ? plural(data.pages[0]?.totalItems ?? 0, "item") : undefined}
      >
        <Link className="button small" to="/project/$projectId/datasets/$datasetName" params={place} search={{ tab: "runs" }}>
          Other runs
        </Link>
      </PageHead>
      {runs.length > 1 && baseline && (
        <p className="quiet beside">
          Held against <b>{baseline.name}</b>.{" "}
          {worse > 0 ? `${plural(worse, "item")} did worse; they come first.` : "No score fell."}
        </p>
      )}
      <ErrorLine error={comparison.error} />
      {comparison.isPending && <Skeleton lines={10} />}
      {data && (
        <div className="comparison" tabIndex={0} role="region" aria-label="Items and runs">
          <table>
            <thead>
              <tr>
                <th scope="col">Item</th>
                {runs.map((run, index) => (
                  <th key={run.id} scope="col">
                    <RunHead
                      run={run}
                      baseline={index > 0 ? baseline : undefined}
                      onPin={
                        index > 0
                          ? () =>
                              void navigate({
                                search: { runs: [run.id, ...wanted.filter((each) => each !== run.id)] },
                                replace: true,
                              })
                          : undefined
                      }
                    />
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {items.map((item) => (
                <tr key={item.id} data-worse={item.regression > 0 || undefined}>
                  <th scope="row">
                    <ItemHead place={place} item={item} />
                  </th>
                  {runs.map((run, index) => (
                    <td key={run.id}>
                      <CellView
                        projectId={projectId}
                        cell={item.cells[run.id]}
                        baseline={index > 0 && baseline ? item.cells[baseline.id] : undefined}
                      />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
          {comparison.hasNextPage && (
            <p className="table-end">
              <Button busy={comparison.isFetchingNextPage} onClick={() => void comparison.fetchNextPage()}>
                More items
              </Button>
            </p>
          )}
        </div>
      )}
    </div>
  );
}

function ItemHead({ place, item }: { place: { projectId: string; datasetName: string }; item: ComparedItem }) {
  return (
    <div className="compared-item">
      <Link
        to="/project/$projectId/datasets/$datasetName"
        params={place}
        search={{ item: item.id }}
        title="Open the item"
      >
        <code>{item.input || item.id}</code>
      </Link>
      {item.expectedOutput && (
        <div>
          <span className="quiet">Expected</span>
          <code>{item.expectedOutput}</code>
        </div>
      )}
    </div>
  );
}

interface HeadProps {
  run: RunLine;
  baseline: RunLine | undefined;
  onPin?: () => void;
}

function RunHead({ run, baseline, onPin }: HeadProps) {
  const figures: [string, string, Change][] = [
    ["Cost", money(run.totalCost), { value: run.totalCost, before: baseline?.totalCost, better: "less" }],
    ["Latency", seconds(run.averageLatency), { value: run.averageLatency, before: baseline?.averageLatency, better: "less" }],
  ];
  for (const score of [...run.runScores, ...run.scores]) {
    if (score.average === null || figures.some(([name]) => name === score.name)) continue;
    const all = baseline ? [...baseline.runScores, ...baseline.scores] : [];
    const before = all.find((each) => each.name === score.name)?.average;
    figures.push([score.name, decimal(score.average), { value: score.average, before, better: "more" }]);
  }
  return (
    <div className="run-head">
      <span className="row">
        <b>{run.name}</b>
        {!baseline && <span className="badge">baseline</span>}
        {onPin && (
          <IconButton icon={Pin} aria-label={`Make ${run.name} the baseline`} title="Make this the baseline" onClick={onPin} />
        )}
      </span>
      <dl>
        <div>
          <dt>Items</dt>
          <dd>{count(run.items)}</dd>
        </div>
        {figures.map(([name, text, change]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              {text} <Delta {...change} />
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
