import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Archive, ArchiveRestore, Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { api } from "../../lib/api";
import { type DatasetItem, datasetPages } from "../../lib/datasets";
import { parseJson, writeJson } from "../../lib/json";
import { Button } from "../Button";
import { CodeEditor } from "../CodeEditor";
import { ConfirmDialog } from "../ConfirmDialog";
import { Copy } from "../Copy";
import { Dialog } from "../Dialog";
import { ErrorLine } from "../Problem";
import { Skeleton } from "../Skeleton";
import { toast } from "../Toasts";

interface Props {
  projectId: string;
  dataset: string;
  /** A new item without it. */
  itemId?: string;
  version?: string;
  writer: boolean;
  onClose: () => void;
}

const FIELDS = [
  ["input", "Input"],
  ["expectedOutput", "Expected output"],
  ["metadata", "Metadata"],
] as const;
type Texts = Partial<Record<(typeof FIELDS)[number][0], string>>;

/** One item as JSON: looked at, changed (a new version), archived, deleted. */
export function ItemDialog({ projectId, dataset, itemId, version, writer, onClose }: Props) {
  const client = useQueryClient();
  const [texts, setTexts] = useState<Texts>({});
  const [asked, setAsked] = useState(false);
  const item = useQuery({
    queryKey: ["datasets", projectId, "item", itemId, version],
    queryFn: ({ signal }) =>
      api<DatasetItem>(`${datasetPages(projectId)}/item`, { signal, query: { id: itemId, version } }),
    enabled: itemId !== undefined,
  });
  const shown = (field: keyof Texts) => texts[field] ?? writeJson(item.data?.[field]);
  const done = async (said: string) => {
    await client.invalidateQueries({ queryKey: ["datasets", projectId] });
    toast(said);
    onClose();
  };
  const save = useMutation({
    mutationFn: () =>
      api(`${datasetPages(projectId)}/item`, {
        method: "PUT",
        body: {
          datasetName: dataset,
          id: itemId,
          ...Object.fromEntries(FIELDS.map(([field, label]) => [field, parseJson(shown(field), label)])),
        },
      }),
    onSuccess: () => done(itemId ? "A new version of the item is stored." : "The item is stored."),
  });
  const archive = useMutation({
    mutationFn: (status: DatasetItem["status"]) =>
      api("/api/public/dataset-items", {
        method: "POST",
        project: projectId,
        body: { datasetName: dataset, id: itemId, status },
      }),
    onSuccess: (_, status) => done(status === "ARCHIVED" ? "Archived." : "Back among the active items."),
  });
  const remove = useMutation({
    mutationFn: () =>
      api(`/api/public/dataset-items/${encodeURIComponent(itemId as string)}`, {
        method: "DELETE",
        project: projectId,
      }),
    onSuccess: () => done("The item is deleted; earlier versions of the dataset still have it."),
  });
  if (asked) {
    return (
      <ConfirmDialog
        title="Delete this item?"
        action="Delete"
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate()}
        onClose={() => setAsked(false)}
      >
        <p>It leaves the dataset. Runs that used it keep their results.</p>
      </ConfirmDialog>
    );
  }
  const isArchived = item.data?.status === "ARCHIVED";
  return (
    <Dialog title={itemId ? "Item" : "New item"} wide onClose={onClose}>
      <form
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        {itemId && (
          <p className="row quiet">
            <code className="cut">{itemId}</code>
            <Copy text={itemId} label="Copy the id" />
            {isArchived && <span className="badge">archived</span>}
            {version && <span className="badge">an earlier version</span>}
          </p>
        )}
        {itemId && item.isPending ? (
          <Skeleton lines={8} />
        ) : (
          <div className="item-editors">
            {FIELDS.map(([field, label]) => (
              <div className="field" key={field} data-field={field}>
                <span>{label}</span>
                <CodeEditor
                  label={label}
                  language="json"
                  readOnly={!writer}
                  value={shown(field)}
                  onChange={(text) => setTexts((before) => ({ ...before, [field]: text }))}
                  onSubmit={() => writer && save.mutate()}
                />
              </div>
            ))}
          </div>
        )}
        <ErrorLine error={save.error ?? archive.error ?? item.error} />
        <p className="row end">
          {itemId && writer && (
            <>
              <Button icon={Trash2} onClick={() => setAsked(true)}>
                Delete
              </Button>
              <Button
                icon={isArchived ? ArchiveRestore : Archive}
                busy={archive.isPending}
                onClick={() => archive.mutate(isArchived ? "ACTIVE" : "ARCHIVED")}
              >
                {isArchived ? "Make active" : "Archive"}
              </Button>
              <span className="spring" />
            </>
          )}
          <Button onClick={onClose}>{writer ? "Cancel" : "Close"}</Button>
          {writer && (
            <Button primary submit busy={save.isPending}>
              {itemId ? "Save" : "Add the item"}
            </Button>
          )}
        </p>
      </form>
    </Dialog>
  );
}
