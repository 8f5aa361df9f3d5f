import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Database, Inbox, Tag, Trash2, X } from "lucide-react";
import { useState } from "react";
import { api } from "../../lib/api";
import { type Asked, type Line, explorePath } from "../../lib/explore";
import { plural } from "../../lib/format";
import { AddToDataset } from "../AddToDataset";
import { AddToQueue } from "../AddToQueue";
import { Button } from "../Button";
import { ConfirmDialog } from "../ConfirmDialog";
import { Dialog } from "../Dialog";
import { TextField } from "../Field";
import { IconButton } from "../IconButton";
import { ErrorLine } from "../Problem";
import { toast } from "../Toasts";

interface Props {
  asked: Asked;
  rows: Line[];
  one: string;
  onClear: () => void;
  /** The rows are other ones now, or gone. */
  onChanged: () => void;
}

type Action = "tag" | "dataset" | "queue" | "delete";

/** What can be done with the rows that are selected. */
export function BulkBar({ asked, rows, one, onClear, onChanged }: Props) {
  const { projectId, surface } = asked;
  const [action, setAction] = useState<Action>();
  const client = useQueryClient();
  const traces = [...new Set(rows.map((row) => ("traceId" in row ? row.traceId : row.id)))];
  const refresh = async () => {
    setAction(undefined);
    onChanged();
    await Promise.all(
      ["rows", "facets", "course"].map((name) =>
        client.invalidateQueries({ queryKey: [name, surface, projectId] }),
      ),
    );
  };
  const remove = useMutation({
    mutationFn: () =>
      api("/api/public/traces", { method: "DELETE", project: projectId, body: { traceIds: traces } }),
    onSuccess: () => {
      toast(`${plural(traces.length, "trace")} deleted.`);
      void refresh();
    },
  });
  const close = () => setAction(undefined);
  return (
    <div className="bulk" role="toolbar" aria-label="Selected rows">
      <b>{plural(rows.length, one)} selected</b>
      <Button small icon={Tag} onClick={() => setAction("tag")}>
        Add tag
      </Button>
      <Button small icon={Database} onClick={() => setAction("dataset")}>
        Add to dataset
      </Button>
      <Button small icon={Inbox} onClick={() => setAction("queue")}>
        Add to queue
      </Button>
      {surface === "traces" && (
        <Button small icon={Trash2} onClick={() => setAction("delete")}>
          Delete
        </Button>
      )}
      <IconButton icon={X} aria-label="Select nothing" title="Select nothing (Esc)" onClick={onClear} />
      {action === "tag" && (
        <AddTag
          asked={asked}
          traceIds={traces}
          onClose={close}
          onDone={(tag) => {
            toast(`Tag ${tag} added to ${plural(traces.length, "trace")}.`);
            void refresh();
          }}
        />
      )}
      {action === "dataset" && (
        <AddToDataset
          projectId={projectId}
          sources={rows.map((row) =>
            "traceId" in row ? { traceId: row.traceId, observationId: row.id } : { traceId: row.id },
          )}
          onClose={close}
        />
      )}
      {action === "queue" && (
        <AddToQueue
          projectId={projectId}
          items={rows.map((row) => ({
            objectType: surface === "traces" ? "TRACE" : "OBSERVATION",
            objectId: row.id,
          }))}
          onClose={close}
        />
      )}
      {action === "delete" && (
        <ConfirmDialog
          title={`Delete ${plural(traces.length, "trace")}?`}
          action={`Delete ${plural(traces.length, "trace")}`}
          busy={remove.isPending}
          error={remove.error}
          onClose={close}
          onConfirm={() => remove.mutate()}
        >
          <p>Their observations and scores go with them. This cannot be undone.</p>
        </ConfirmDialog>
      )}
    </div>
  );
}

interface TagProps {
  asked: Asked;
  traceIds: string[];
  onClose: () => void;
  onDone: (tag: string) => void;
}

function AddTag({ asked, traceIds, onClose, onDone }: TagProps) {
  const [tag, setTag] = useState("");
  const add = useMutation({
    mutationFn: () =>
      api(explorePath({ ...asked, surface: "traces" }, "tags"), {
        method: "POST",
        body: { traceIds, tags: [tag.trim()] },
      }),
    onSuccess: () => onDone(tag.trim()),
  });
  return (
    <Dialog title={`Add a tag to ${plural(traceIds.length, "trace")}`} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (tag.trim()) add.mutate();
        }}
      >
        <TextField label="Tag" value={tag} onChange={setTag} maxLength={200} required autoComplete="off" />
        <ErrorLine error={add.error} />
        <p className="row end">
          <Button onClick={onClose}>Cancel</Button>
          <Button submit primary busy={add.isPending}>
            Add the tag
          </Button>
        </p>
      </form>
    </Dialog>
  );
}
