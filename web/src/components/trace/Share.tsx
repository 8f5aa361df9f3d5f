import * as Popover from "@radix-ui/react-popover";
import { useMutation } from "@tanstack/react-query";
import { Globe, Share2 } from "lucide-react";
import { api } from "../../lib/api";
import { BASE, HOST } from "../../lib/base";
import { Code } from "../Copy";
import { ErrorLine } from "../Problem";
import { Switch } from "../Switch";

interface Props {
  projectId: string;
  traceId: string;
  shared: boolean;
  mayShare: boolean;
  /** Reads the trace again; done when it is read. */
  onChange: () => Promise<void>;
}

export const sharedAddress = (projectId: string, traceId: string): string =>
  `${HOST}${BASE}/public/traces/${encodeURIComponent(projectId)}/${encodeURIComponent(traceId)}`;

/** A switch that lets everybody who has the address read this one trace. */
export function Share({ projectId, traceId, shared, mayShare, onChange }: Props) {
  const set = useMutation({
    mutationFn: (to: boolean) =>
      api(`/api/projects/${encodeURIComponent(projectId)}/trace-sharing`, {
        method: "PUT",
        body: { traceId, public: to },
      }),
    onSuccess: onChange,
  });
  return (
    <Popover.Root>
      <Popover.Trigger className="button small" title={shared ? "Everybody with the address may read it" : "Share"}>
        {shared ? <Globe aria-hidden /> : <Share2 aria-hidden />}
        {shared ? "Shared" : "Share"}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="menu share-box" align="end" sideOffset={4} collisionPadding={8}>
          <Switch
            label="Everybody with the address may read this trace"
            hint="Without a log-in. Users, sessions, keys and comments are left out; nothing else of the project can be reached."
            checked={set.isPending ? set.variables : shared}
            disabled={!mayShare || set.isPending}
            onChange={(to) => set.mutate(to)}
          />
          {!mayShare && <p className="quiet">Your role does not allow you to change this.</p>}
          <ErrorLine error={set.error} />
          {shared && <Code text={sharedAddress(projectId, traceId)} label="public address" />}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
