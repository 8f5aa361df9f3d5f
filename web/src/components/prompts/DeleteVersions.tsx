import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../lib/api";
import { promptPath } from "../../lib/prompts";
import { ConfirmDialog } from "../ConfirmDialog";
import { toast } from "../Toasts";

interface Props {
  projectId: string;
  name: string;
  /** One version; all of them without it. */
  version?: number;
  onClose: () => void;
  onDone: () => void;
}

export function DeleteVersions({ projectId, name, version, onClose, onDone }: Props) {
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () =>
      api(promptPath(name), { method: "DELETE", project: projectId, query: { version } }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["prompts", projectId] });
      toast(version ? `Version ${version} deleted.` : `${name} deleted.`);
      onDone();
    },
  });
  return (
    <ConfirmDialog
      title={version ? `Delete version ${version}?` : `Delete ${name} and all its versions?`}
      action="Delete"
      typed={version ? undefined : name}
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <p>
        Programs that ask for {version ? "this version" : "this prompt"} get an error from then on,
        once their own copies are too old. Prompts others refer to cannot be deleted.
      </p>
    </ConfirmDialog>
  );
}
