import * as Menu from "@radix-ui/react-dropdown-menu";
import { useMutation } from "@tanstack/react-query";
import { Database, Download, Ellipsis, FlaskConical, ListChecks, Trash2 } from "lucide-react";
import { useState } from "react";
import { api } from "../../lib/api";
import { BASE } from "../../lib/base";
import { ConfirmDialog } from "../ConfirmDialog";
import { AddToDataset } from "../AddToDataset";
import { AddToQueue } from "../AddToQueue";

interface Props {
  projectId: string;
  traceId: string;
  name: string;
  observation: { id: string; type: string } | undefined;
  mayDelete: boolean;
  mayWrite: boolean;
  onDeleted: () => void;
}

/** Everything else that can be done with a trace. */
export function TraceMenu(props: Props) {
  const { projectId, traceId, observation } = props;
  const [open, setOpen] = useState<"dataset" | "queue" | "delete">();
  const close = () => setOpen(undefined);
  const root = `/api/projects/${encodeURIComponent(projectId)}`;
  const remove = useMutation({
    mutationFn: () =>
      api(`/api/public/traces/${encodeURIComponent(traceId)}`, { method: "DELETE", project: projectId }),
    onSuccess: props.onDeleted,
  });
  const what = observation ? "observation" : "trace";
  const playground =
    observation?.type === "GENERATION" &&
    `${BASE}/project/${encodeURIComponent(projectId)}/playground?observation=${encodeURIComponent(observation.id)}&trace=${encodeURIComponent(traceId)}`;
  return (
    <>
      <Menu.Root modal={false}>
        <Menu.Trigger className="icon-button" aria-label="More" title="More">
          <Ellipsis aria-hidden />
        </Menu.Trigger>
        <Menu.Portal>
          <Menu.Content className="menu" align="end" sideOffset={4} collisionPadding={8}>
            {playground && (
              <Menu.Item className="menu-item" asChild>
                <a href={playground}>
                  <FlaskConical aria-hidden />
                  <span>Open in the playground</span>
                </a>
              </Menu.Item>
            )}
            {props.mayWrite && (
              <>
                <Menu.Item className="menu-item" onSelect={() => setOpen("dataset")}>
                  <Database aria-hidden />
                  <span>Add {what} to a dataset…</span>
                </Menu.Item>
                <Menu.Item className="menu-item" onSelect={() => setOpen("queue")}>
                  <ListChecks aria-hidden />
                  <span>Add {what} to an annotation queue…</span>
                </Menu.Item>
              </>
            )}
            <Menu.Item className="menu-item" asChild>
              <a href={`${root}/trace-download?traceId=${encodeURIComponent(traceId)}`} download>
                <Download aria-hidden />
                <span>Download the trace as JSON</span>
              </a>
            </Menu.Item>
            {props.mayDelete && (
              <>
                <Menu.Separator className="menu-line" />
                <Menu.Item className="menu-item danger" onSelect={() => setOpen("delete")}>
                  <Trash2 aria-hidden />
                  <span>Delete the trace…</span>
                </Menu.Item>
              </>
            )}
          </Menu.Content>
        </Menu.Portal>
      </Menu.Root>
      {open === "dataset" && (
        <AddToDataset
          projectId={projectId}
          sources={[{ traceId, observationId: observation?.id }]}
          onClose={close}
        />
      )}
      {open === "queue" && (
        <AddToQueue
          projectId={projectId}
          items={[
            observation
              ? { objectType: "OBSERVATION", objectId: observation.id }
              : { objectType: "TRACE", objectId: traceId },
          ]}
          onClose={close}
        />
      )}
      {open === "delete" && (
        <ConfirmDialog
          title={`Delete ${props.name}?`}
          action="Delete the trace"
          busy={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate()}
          onClose={close}
        >
          <p>The trace goes with all its observations and scores. This cannot be undone.</p>
        </ConfirmDialog>
      )}
    </>
  );
}
