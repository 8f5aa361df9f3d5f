import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { ClipboardCheck, Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "../../components/Button";
import { EmptyState } from "../../components/EmptyState";
import { PageHead } from "../../components/PageHead";
import { ErrorLine } from "../../components/Problem";
import { Skeleton } from "../../components/Skeleton";
import { NewQueue } from "../../components/annotation/NewQueue";
import { api } from "../../lib/api";
import { type QueueLine, queuePages, queuePath } from "../../lib/annotation";
import { count, plural } from "../../lib/format";
import { mayWrite } from "../../lib/rights";
import { findProject, useSession } from "../../lib/session";
import type { Page } from "../../lib/types";
import "../../styles/annotation.css";

const ROUTE = "/signed-in/project/$projectId/annotation-queues";

/** Queues with their progress; each opens where people score. */
export function Queues() {
  const { projectId } = useParams({ from: ROUTE });
  const session = useSession();
  const writer = mayWrite(findProject(session, projectId)?.project.role);
  const [making, setMaking] = useState(false);
  const queues = useQuery({
    queryKey: ["queues", projectId, "list"],
    queryFn: ({ signal }) =>
      api<Page<QueueLine>>(queuePages(projectId), { signal, query: { limit: 100 } }),
  });
  const rows = queues.data?.data ?? [];
  return (
    <div className="text-page wide">
      <PageHead title="Annotation queues" count={queues.data && count(rows.length)}>
        {writer && (
          <Button small primary icon={Plus} onClick={() => setMaking(true)}>
            New queue
          </Button>
        )}
      </PageHead>
      <ErrorLine error={queues.error} />
      {queues.isPending && <Skeleton lines={4} />}
      {queues.data && rows.length === 0 && (
        <EmptyState icon={ClipboardCheck} title="No annotation queues yet">
          <p>
            A queue holds traces, observations or sessions that people score by hand, with the same
            score configs for each. Fill it from a trace or a list of traces (Add to queue).
          </p>
        </EmptyState>
      )}
      <ul className="queues">
        {rows.map((queue) => (
          <QueueCard key={queue.id} projectId={projectId} queue={queue} userId={session?.user?.id} writer={writer} />
        ))}
      </ul>
      {making && <NewQueue projectId={projectId} onClose={() => setMaking(false)} />}
    </div>
  );
}

interface CardProps {
  projectId: string;
  queue: QueueLine;
  userId: string | undefined;
  writer: boolean;
}

function QueueCard({ projectId, queue, userId, writer }: CardProps) {
  const total = queue.pending + queue.completed;
  return (
    <li className="queue">
      <header className="row">
        <h2>
          <Link to="/project/$projectId/annotation-queues/$queueId" params={{ projectId, queueId: queue.id }}>
            {queue.name}
          </Link>
        </h2>
        <span className="spring" />
        {queue.pending > 0 ? (
          <Link
            className="button small primary"
            to="/project/$projectId/annotation-queues/$queueId"
            params={{ projectId, queueId: queue.id }}
          >
            {writer ? `Score ${count(queue.pending)}` : "Look"}
          </Link>
        ) : (
          <span className="quiet">{total > 0 ? "All done" : "Empty"}</span>
        )}
      </header>
      {queue.description && <p>{queue.description}</p>}
      <progress value={queue.completed} max={total || 1} aria-label="Completed" />
      <p className="row quiet">
        <span>
          {count(queue.completed)} of {plural(total, "item")} completed
        </span>
        <span>{plural(queue.scoreConfigIds.length, "score")} each</span>
        <People projectId={projectId} queue={queue} userId={writer ? userId : undefined} />
      </p>
    </li>
  );
}

/** Who is asked to work on it; people add and remove themselves. */
function People(props: { projectId: string; queue: QueueLine; userId: string | undefined }) {
  const { projectId, queue, userId } = props;
  const client = useQueryClient();
  const taking = queue.people.some((each) => each.id === userId);
  const change = useMutation({
    mutationFn: () =>
      api(`${queuePath(queue.id)}/assignments`, {
        method: taking ? "DELETE" : "POST",
        project: projectId,
        body: { userId },
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["queues", projectId] }),
  });
  return (
    <>
      <span>
        {queue.people.length > 0
          ? `Assigned: ${queue.people.map((each) => each.name).join(", ")}`
          : "Nobody is assigned"}
      </span>
      {userId && (
        <button type="button" className="link" disabled={change.isPending} onClick={() => change.mutate()}>
          {taking ? "Leave" : "Assign me"}
        </button>
      )}
      <ErrorLine error={change.error} />
    </>
  );
}
