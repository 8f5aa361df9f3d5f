import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../../lib/api";
import { described, type ScoreConfig } from "../../lib/annotation";
import type { Page } from "../../lib/types";
import { Button } from "../Button";
import { Dialog } from "../Dialog";
import { TextField } from "../Field";
import { ErrorLine } from "../Problem";
import { NewConfig } from "./NewConfig";

/** A queue: its name and what each item is scored by. */
export function NewQueue({ projectId, onClose }: { projectId: string; onClose: () => void }) {
  const client = useQueryClient();
  const [chosen, setChosen] = useState<string[]>([]);
  const [adding, setAdding] = useState(false);
  const configs = useQuery({
    queryKey: ["score-configs", projectId],
    queryFn: ({ signal }) =>
      api<Page<ScoreConfig>>("/api/public/score-configs", {
        project: projectId,
        signal,
        query: { limit: 100 },
      }),
  });
  const make = useMutation({
    mutationFn: (body: { name: string; description: string | null }) =>
      api("/api/public/annotation-queues", {
        method: "POST",
        project: projectId,
        body: { ...body, scoreConfigIds: chosen },
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["queues", projectId] });
      onClose();
    },
  });
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    make.mutate({
      name: String(form.get("name")).trim(),
      description: String(form.get("description")).trim() || null,
    });
  }
  const usable = configs.data?.data.filter((each) => !each.isArchived) ?? [];
  return (
    <Dialog title="New annotation queue" onClose={onClose}>
      <form onSubmit={submit}>
        <TextField label="Name" name="name" required maxLength={500} autoFocus />
        <TextField label="What to look for" name="description" />
        <fieldset className="config-choice">
          <legend>Each item is scored by</legend>
          {configs.data && usable.length === 0 && (
            <p className="quiet">This project has no score configs yet; make the first one below.</p>
          )}
          {usable.map((each) => (
            <label key={each.id} className="row">
              <input
                type="checkbox"
                checked={chosen.includes(each.id)}
                onChange={(event) =>
                  setChosen(
                    event.target.checked ? [...chosen, each.id] : chosen.filter((id) => id !== each.id),
                  )
                }
              />
              <b>{each.name}</b>
              <span className="quiet">{described(each)}</span>
            </label>
          ))}
        </fieldset>
        <ErrorLine error={make.error ?? configs.error} />
        <p className="row end">
          {!adding && <Button onClick={() => setAdding(true)}>New score config</Button>}
          <span className="spring" />
          <Button onClick={onClose}>Cancel</Button>
          <Button primary submit busy={make.isPending} disabled={chosen.length === 0}>
            Make the queue
          </Button>
        </p>
      </form>
      {adding && (
        <NewConfig
          projectId={projectId}
          onClose={() => setAdding(false)}
          onMade={(made) => {
            setAdding(false);
            setChosen((before) => [...before, made.id]);
          }}
        />
      )}
    </Dialog>
  );
}
