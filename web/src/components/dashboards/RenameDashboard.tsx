import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { changeDashboard, type Dashboard } from "../../lib/dashboards";
import { Button } from "../Button";
import { Dialog } from "../Dialog";
import { TextField } from "../Field";
import { ErrorLine } from "../Problem";

interface Props {
  project: string;
  board: Dashboard;
  onClose: () => void;
}

export function RenameDashboard({ project, board, onClose }: Props) {
  const client = useQueryClient();
  const [name, setName] = useState(board.name);
  const [description, setDescription] = useState(board.description);
  const save = useMutation({
    mutationFn: () =>
      changeDashboard(project, board.id, { name: name.trim(), description: description.trim() }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["dashboards", project] });
      onClose();
    },
  });
  return (
    <Dialog title="Name and description" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim()) save.mutate();
        }}
      >
        <TextField label="Name" value={name} onChange={setName} required maxLength={500} />
        <TextField label="Description" value={description} onChange={setDescription} />
        <ErrorLine error={save.error} />
        <p className="row end">
          <Button onClick={onClose}>Cancel</Button>
          <Button submit primary busy={save.isPending}>
            Save
          </Button>
        </p>
      </form>
    </Dialog>
  );
}
