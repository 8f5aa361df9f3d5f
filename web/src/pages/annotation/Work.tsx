import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { ArrowLeft, ArrowRight, CircleCheck } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { Button } from "../../components/Button";
import { EmptyState } from "../../components/EmptyState";
import { PageHead } from "../../components/PageHead";
import { ErrorLine, Problem } from "../../components/Problem";
import { Skeleton } from "../../components/Skeleton";
import { Comments } from "../../components/annotation/Comments";
import { ScoreInputs } from "../../components/annotation/ScoreInputs";
import { Subject } from "../../components/annotation/Subject";
import { ApiError, api } from "../../lib/api";
import {
  judgementOf,
  type Judgements,
  problemOf,
  type QueueItem,
  queuePages,
  queuePath,
  scoreId,
  type StoredScore,
  wireValue,
  type Work as WorkBody,
} from "../../lib/annotation";
import { count } from "../../lib/format";
import { mayWrite } from "../../lib/rights";
import { findProject, useSession } from "../../lib/session";
import { useShortcuts } from "../../lib/shortcuts";
import { type Subjected, subjectOf } from "../../lib/subjects";
import "../../styles/annotation.css";
import "../../styles/trace.css";

const ROUTE = "/signed-in/project/$projectId/annotation-queues/$queueId";

/** Item beside its score inputs; everything works by keyboard. */
export function Work() {
  const { projectId, queueId } = useParams({ from: ROUTE });
  const work = useQuery({
    queryKey: ["queues", projectId, "work", queueId],
    queryFn: ({ signal }) =>
      api<WorkBody>(`${queuePages(projectId)}/${encodeURIComponent(queueId)}/work`, { signal }),
    // The order stays while somebody works; what others complete is seen when the page is opened anew.
    staleTime: Infinity,
    refetchOnMount: "always",
  });
  if (work.error instanceof ApiError && work.error.status === 404) {
    return <Problem title="There is no such queue" />;
  }
  if (work.error) return <ErrorLine error={work.error} />;
  if (!work.data) return <Skeleton lines={8} />;
  return <Desk key={queueId} projectId={projectId} work={work.data} />;
}

function Desk({ projectId, work }: { projectId: string; work: WorkBody }) {
  const { queue, configs, items } = work;
  const search = useSearch({ from: ROUTE });
  const navigate = useNavigate({ from: "/project/$projectId/annotation-queues/$queueId" });
  const client = useQueryClient();
  const writer = mayWrite(findProject(useSession(), projectId)?.project.role);
  const [done, setDone] = useState<ReadonlySet<string>>(new Set());
  const [typed, setTyped] = useState<Record<string, Judgements>>({});
  const [active, setActive] = useState(0);
  const [problem, setProblem] = useState("");
  const at = Math.max(0, items.findIndex((each) => each.id === search.item));
  const item = items[at];
  const left = items.length - done.size;
  const completed = queue.completed + done.size;

  const subject = useQuery({
    queryKey: ["annotated", projectId, item?.objectType, item?.objectId],
    queryFn: ({ signal }) => subjectOf(projectId, item as QueueItem, signal),
    enabled: item !== undefined,
  });
  const stored = useQuery({
    queryKey: ["annotated", projectId, "scores", item?.id],
    queryFn: async ({ signal }) => {
      const found = await Promise.all(
        configs.map(async (config) => {
          try {
            return await api<StoredScore>(
              `/api/public/v2/scores/${encodeURIComponent(scoreId(item as QueueItem, config))}`,
              { project: projectId, signal },
            );
          } catch (error) {
            if (error instanceof ApiError && error.status === 404) return null;
            throw error;
          }
        }),
      );
      return Object.fromEntries(
        configs.flatMap((config, index) => {
          const score = found[index];
          return score ? [[config.id, judgementOf(config, score)]] : [];
        }),
      ) as Judgements;
    },
    enabled: item !== undefined,
  });
  const judgements = useMemo(
    () => ({ ...stored.data, ...(item && typed[item.id]) }),
    [stored.data, item, typed],
  );
  useEffect(() => {
    setActive(0);
    setProblem("");
  }, [item?.id]);

  const open = (index: number) => {
    const next = items[Math.max(0, Math.min(items.length - 1, index))];
    if (next) void navigate({ search: { item: next.id }, replace: true });
  };
  /** The next one still to do, from here on and then from the start. */
  const onwards = (finished: ReadonlySet<string>) => {
    const rest = [...items.slice(at + 1), ...items.slice(0, at)];
    const next = rest.find((each) => !finished.has(each.id));
    if (next) open(items.indexOf(next));
  };
  const set = (configId: string, value: string, comment?: string) => {
    if (!item) return;
    setProblem("");
    setTyped((before) => {
      const known = { ...stored.data, ...before[item.id] };
      return {
        ...before,
        [item.id]: {
          ...known,
          [configId]: { value, comment: comment ?? known[configId]?.comment ?? "" },
        },
      };
    });
  };
  const complete = useMutation({
    mutationFn: async (finished: QueueItem) => {
      const scores = configs.flatMap((config) => {
        const judgement = judgements[config.id];
        if (!judgement?.value) return [];
        return [
          {
            id: scoreId(finished, config),
            name: config.name,
            dataType: config.dataType,
            configId: config.id,
            queueId: queue.id,
            value: wireValue(config, judgement.value),
            comment: judgement.comment || null,
            ...(subject.data as Subjected).scored,
          },
        ];
      });
      const answer = await api<{ rejected?: number; errors?: { message: string }[] }>("/api/public/scores", {
        method: "POST",
        project: projectId,
        body: scores,
      });
      if (answer.rejected) throw new Error(answer.errors?.map((each) => each.message).join("; "));
      await api(`${queuePath(queue.id)}/items/${finished.id}`, {
        method: "PATCH",
        project: projectId,
        body: { status: "COMPLETED" },
      });
      return finished;
    },
    onSuccess: (finished) => {
      const finishedNow = new Set([...done, finished.id]);
      setDone(finishedNow);
      void client.invalidateQueries({ queryKey: ["queues", projectId, "list"] });
      void client.invalidateQueries({ queryKey: ["annotated", projectId, "scores", finished.id] });
      onwards(finishedNow);
    },
  });
  const finish = () => {
    if (!item || !writer || complete.isPending || !subject.data) return;
    const wrong = configs.find((config) => problemOf(config, judgements[config.id]?.value ?? ""));
    if (wrong) {
      setProblem(`${wrong.name}: ${problemOf(wrong, judgements[wrong.id]?.value ?? "")}`);
    } else if (!configs.some((config) => judgements[config.id]?.value)) {
      setProblem("Choose at least one score, or skip this one with s.");
    } else complete.mutate(item);
  };
  useShortcuts({
    next: () => open(at + 1),
    previous: () => open(at - 1),
    skip: () => onwards(done),
    complete: finish,
    category: (key) => {
      const config = configs[active];
      if (!config || !writer) return;
      if (config.categories?.length) {
        const category = config.categories[Number(key) - 1];
        if (!category) return;
        set(config.id, category.label);
        setActive(Math.min(active + 1, configs.length - 1));
      } else {
        if (config.dataType === "NUMERIC") set(config.id, key);
        document.getElementById(`score-${config.id}`)?.focus();
      }
    },
    back: () => void navigate({ to: "/project/$projectId/annotation-queues", params: { projectId } }),
  });

  const place = { projectId };
  if (!item || left === 0) {
    return (
      <div className="text-page">
        <PageHead title={queue.name} />
        <EmptyState icon={CircleCheck} title={completed > 0 ? "All done" : "This queue is empty"}>
          <p>
            {completed > 0
              ? `${count(completed)} items are scored.`
              : "Add traces, observations or sessions from their pages."}
          </p>
          <Link className="button" to="/project/$projectId/annotation-queues" params={place}>
            All queues
          </Link>
        </EmptyState>
      </div>
    );
  }
  return (
    <div className="work-page">
      <PageHead title={queue.name}>
        <span className="quiet work-count">
          {count(completed)} of {count(completed + queue.pending - done.size)}
        </span>
        <progress value={completed} max={completed + queue.pending - done.size} aria-label="Completed" />
        <Button small icon={ArrowLeft} aria-label="Previous item" title="Previous (k)" disabled={at === 0} onClick={() => open(at - 1)} />
        <Button small icon={ArrowRight} aria-label="Next item" title="Next (j)" disabled={at === items.length - 1} onClick={() => open(at + 1)} />
      </PageHead>
      <div className="work-panes">
        <section className="work-subject" aria-label="What is scored">
          <ErrorLine error={subject.error} />
          {subject.isPending && <Skeleton lines={8} />}
          {subject.data && <Subject key={item.id} projectId={projectId} item={item} subject={subject.data} />}
        </section>
        <section className="work-scores" aria-label="Scores">
          {queue.description && <p className="quiet">{queue.description}</p>}
          {done.has(item.id) && <span className="badge production">completed</span>}
          <ScoreInputs
            key={item.id}
            configs={configs}
            judgements={judgements}
            active={active}
            disabled={!writer}
            onActive={setActive}
            onSet={set}
            onFinish={finish}
          />
          {problem && (
            <p className="field-error" role="alert">
              {problem}
            </p>
          )}
          <ErrorLine error={complete.error ?? stored.error} />
          {writer && (
            <p className="row">
              <Button primary busy={complete.isPending} disabled={!subject.data} title="Enter" onClick={finish}>
                Complete and next
              </Button>
              <Button title="s" onClick={() => onwards(done)}>
                Skip
              </Button>
            </p>
          )}
          <Comments key={`${item.id} comments`} projectId={projectId} item={item} writer={writer} />
        </section>
      </div>
    </div>
  );
}
