import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../lib/api";
import type { Queue, QueueObject } from "../lib/annotation";
import { plural } from "../lib/format";
import type { Page } from "../lib/types";
import { Dialog } from "./Dialog";
import { ErrorLine } from "./Problem";
import { Select } from "./Select";

interface Props {
  projectId: string;
  items: { objectType: QueueObject; objectId: string }[];
  onClose: () => void;
}

/** Dialog that puts traces, observations or sessions into an annotation queue. */
export function AddToQueue({ projectId, items, onClose }: Props) {
  const client = useQueryClient();
  const [chosen, setChosen] = useState("");
  const [done, setDone] = useState(0);
  const queues = useQuery({
    queryKey: ["queues", projectId, "names"],
    queryFn: ({ signal }) =>
      api<Page<Queue>>("/api/public/annotation-queues", {
        project: projectId,
        signal,
        query: { limit: 100 },
      }),
  });
  const known = queues.data?.data ?? [];
  const queue = known.find((each) => each.id === chosen) ?? known[0];
  const add = useMutation({
    mutationFn: async (queueId: string) => {
      for (const item of items.slice(done)) {
        await api(`/api/public/annotation-queues/${queueId}/items`, {
          method: "POST",
          project: projectId,
          body: item,
        });
        setDone((before) => before + 1);
      }
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ["queues", projectId] }),
  });
  return (
    <Dialog title="Add to an annotation queue" onClose={onClose}>
      {add.isSuccess && queue ? (
        <p role="status">
          {plural(items.length, "item")} added to{" "}
          <Link
            to="/project/$projectId/annotation-queues/$queueId"
            params={{ projectId, queueId: queue.id }}
          >
            {queue.name}
          </Link>
          .
        </p>
      ) : queues.data && !queue ? (
        <p>
          This project has no annotation queues yet.{" "}
          Make one under Annotation queues and come back.
        </p>
      ) : (
        <Select
          label="Queue"
          value={queue?.id ?? ""}
          options={known.map(({ id, name }) => ({ value: id, label: name }))}
          disabled={!queue || done > 0}
          onChange={setChosen}
        />
      )}
      {add.isPending && items.length > 1 && (
        <progress value={done} max={items.length} aria-label="Added" />
      )}
      <ErrorLine error={add.error ?? queues.error} />
      <p className="row end">
        <button type="button" className="button" onClick={onClose}>
          {add.isSuccess ? "Close" : "Cancel"}
        </button>
        {!add.isSuccess && (
          <button
            type="button"
            className="button primary"
            disabled={!queue || add.isPending}
            onClick={() => queue && add.mutate(queue.id)}
          >
            {done > 0 ? "Try the rest again" : `Add ${plural(items.length, "item")}`}
          </button>
        )}
      </p>
    </Dialog>
  );
}
