import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { FlaskConical, GitCompareArrows, Trash2 } from "lucide-react";
import { useState } from "react";
import { api } from "../../lib/api";
import { datasetPages, type RunLine } from "../../lib/datasets";
import { count, decimal, money, plural, seconds } from "../../lib/format";
import { Button } from "../Button";
import { ConfirmDialog } from "../ConfirmDialog";
import { EmptyState } from "../EmptyState";
import { IconButton } from "../IconButton";
import { ErrorLine } from "../Problem";
import { Skeleton } from "../Skeleton";
import { Time } from "../Time";

const MOST = 6;

interface Props {
  projectId: string;
  name: string;
  writer: boolean;
}

/** Runs over the dataset with what they cost, took and scored; some of them to compare. */
export function Runs({ projectId, name, writer }: Props) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const [chosen, setChosen] = useState<string[]>([]);
  const [asked, setAsked] = useState<RunLine>();
  const runs = useQuery({
    queryKey: ["datasets", projectId, "runs", name],
    queryFn: ({ signal }) =>
      api<{ runs: RunLine[] }>(`${datasetPages(projectId)}/runs`, { signal, query: { name } }),
  });
  const remove = useMutation({
    mutationFn: (run: RunLine) =>
      api(
        `/api/public/datasets/${encodeURIComponent(name)}/runs/${encodeURIComponent(run.name)}`,
        { method: "DELETE", project: projectId },
      ),
    onSuccess: () => {
      setAsked(undefined);
      return client.invalidateQueries({ queryKey: ["datasets", projectId] });
    },
  });
  if (runs.error) return <ErrorLine error={runs.error} />;
  if (!runs.data) return <Skeleton lines={6} />;
  const rows = runs.data.runs;
  if (rows.length === 0) {
    return (
      <EmptyState icon={FlaskConical} title="No runs yet">
        <p>
          A run is your program over every item: SDKs make one with <code>run_experiment</code> or by
          linking traces to items.
        </p>
      </EmptyState>
    );
  }
  const names = [...new Set(rows.flatMap((run) => [...run.scores, ...run.runScores].map((each) => each.name)))].sort();
  const compare = (ids: string[]) =>
    void navigate({
      to: "/project/$projectId/datasets/$datasetName/compare",
      params: { projectId, datasetName: name },
      search: { runs: ids },
    });
  const toggle = (id: string) =>
    setChosen((before) => (before.includes(id) ? before.filter((each) => each !== id) : [...before, id]));
  // The oldest chosen run is the baseline.
  const ordered = [...rows].reverse().map((run) => run.id).filter((id) => chosen.includes(id));
  return (
    <div className="scrolling">
      <div className="filters">
        <span className="quiet">{plural(rows.length, "run")}</span>
        <span className="spring" />
        <Button
          small
          primary
          icon={GitCompareArrows}
          disabled={chosen.length < 1 || chosen.length > MOST}
          title={chosen.length > MOST ? `At most ${MOST} runs` : "The oldest chosen run is the baseline"}
          onClick={() => compare(ordered)}
        >
          {chosen.length < 2 ? "Open" : `Compare ${chosen.length} runs`}
        </Button>
      </div>
      <div className="scroll-x" tabIndex={0} role="region" aria-label="Runs">
        <table className="plain-table numbers runs">
          <thead>
            <tr>
              <th scope="col"><span className="hidden">Choose</span></th>
              <th scope="col">Run</th>
              <th scope="col" className="number">Items</th>
              <th scope="col" className="number">Errors</th>
              <th scope="col" className="number">Cost</th>
              <th scope="col" className="number">Latency</th>
              {names.map((each) => (
                <th key={each} scope="col" className="number">{each}</th>
              ))}
              <th scope="col">Made</th>
              <th scope="col"><span className="hidden">Delete</span></th>
            </tr>
          </thead>
          <tbody>
            {rows.map((run) => (
              <tr key={run.id}>
                <td>
                  <input
                    type="checkbox"
                    aria-label={`Choose ${run.name}`}
                    checked={chosen.includes(run.id)}
                    onChange={() => toggle(run.id)}
                  />
                </td>
                <th scope="row">
                  <button type="button" className="link" onClick={() => compare([run.id])}>
                    {run.name}
                  </button>
                  {run.description && <small className="quiet"> {run.description}</small>}
                </th>
                <td className="number" title={run.missing ? `${run.missing} traces have not arrived` : undefined}>
                  {count(run.items)}
                  {run.missing > 0 && <span className="quiet"> ({run.missing} without trace)</span>}
                </td>
                <td className="number">{run.errors ? count(run.errors) : "–"}</td>
                <td className="number" title={run.totalCost === null ? undefined : `$${run.totalCost}`}>
                  {money(run.totalCost)}
                </td>
                <td className="number" title="Mean of the traces">{seconds(run.averageLatency)}</td>
                {names.map((each) => (
                  <td key={each} className="number">{average(run, each)}</td>
                ))}
                <td><Time iso={run.createdAt} /></td>
                <td>
                  {writer && (
                    <IconButton
                      icon={Trash2}
                      aria-label={`Delete ${run.name}`}
                      onClick={() => setAsked(run)}
                    />
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {asked && (
        <ConfirmDialog
          title={`Delete the run ${asked.name}?`}
          action="Delete"
          busy={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate(asked)}
          onClose={() => setAsked(undefined)}
        >
          <p>Its links to items go; traces and scores stay.</p>
        </ConfirmDialog>
      )}
    </div>
  );
}

/** A score of the run itself wins over the mean of its traces. */
export function average(run: RunLine, name: string): string {
  const score = run.runScores.find((each) => each.name === name) ?? run.scores.find((each) => each.name === name);
  if (!score) return "–";
  return score.average === null ? `${score.count} labels` : decimal(score.average);
}
