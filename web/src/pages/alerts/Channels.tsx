import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { Mail, Pencil, Plus, RefreshCw, Send, Trash2, Webhook } from "lucide-react";
import { useState } from "react";
import { Button } from "../../components/Button";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { Code } from "../../components/Copy";
import { Dialog } from "../../components/Dialog";
import { EmptyState } from "../../components/EmptyState";
import { IconButton } from "../../components/IconButton";
import { PageHead } from "../../components/PageHead";
import { ErrorLine } from "../../components/Problem";
import { Time } from "../../components/Time";
import { toast, toastError } from "../../components/Toasts";
import { api } from "../../lib/api";
import { findProject, mayReadKeys, useSession } from "../../lib/session";
import { AlertTabs } from "./AlertTabs";
import { ChannelForm, KINDS } from "./ChannelForm";
import { type Channel, channelsPath, channelsQuery } from "./model";

export function Channels() {
  const { projectId } = useParams({ from: "/signed-in/project/$projectId/alerts/channels" });
  const mayWrite = mayReadKeys(findProject(useSession(), projectId)?.project.role);
  const client = useQueryClient();
  const channels = useQuery(channelsQuery(projectId));
  const again = () => client.invalidateQueries({ queryKey: ["channels", projectId] });
  const [editing, setEditing] = useState<Channel | "new">();
  const [rotating, setRotating] = useState<Channel>();
  const [asked, setAsked] = useState<Channel>();
  const [secret, setSecret] = useState<string>();
  const path = channelsPath(projectId);
  const test = useMutation({
    mutationFn: (channel: Channel) =>
      api<{ error: string | null }>(`${path}/${channel.id}/test`, { method: "POST", body: {} }),
    onSuccess: ({ error }, channel) => {
      if (error) toastError(error);
      else toast(`A test notice is through to ${channel.name}.`);
      return again();
    },
    onError: toastError,
  });
  const remove = useMutation({
    mutationFn: (channel: Channel) => api(`${path}/${channel.id}`, { method: "DELETE" }),
    onSuccess: () => {
      setAsked(undefined);
      return again();
    },
  });
  const rotate = useMutation({
    mutationFn: (channel: Channel) =>
      api<{ signingSecret: string }>(`${path}/${channel.id}/rotate-secret`, { method: "POST", body: {} }),
    onSuccess: ({ signingSecret }) => {
      setRotating(undefined);
      setSecret(signingSecret);
    },
  });
  const rows = channels.data?.data ?? [];
  const add = mayWrite && (
    <Button primary icon={Plus} onClick={() => setEditing("new")}>
      New channel
    </Button>
  );
  return (
    <div className="text-page wide">
      <PageHead title="Alerts">{rows.length > 0 && add}</PageHead>
      <AlertTabs projectId={projectId} />
      <ErrorLine error={channels.error} />
      {channels.isLoading && <div className="skeleton" role="status" aria-label="Loading" />}
      {channels.data && rows.length === 0 && (
        <EmptyState icon={Send} title="Nobody is told yet">
          <p>A channel is where alerts and budgets send their notices.</p>
          {add}
        </EmptyState>
      )}
      {rows.length > 0 && (
        <div className="scroll-x" tabIndex={0} role="region" aria-label="Channels of this project">
          <table className="plain-table alerts">
            <thead>
              <tr>
                <th scope="col">Channel</th>
                <th scope="col">Where to</th>
                <th scope="col">Last notice</th>
                <th scope="col">
                  <span className="hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((channel) => (
                <tr key={channel.id}>
                  <td>
                    {channel.kind === "email" ? <Mail aria-hidden /> : <Webhook aria-hidden />} {channel.name}
                    <p className="quiet">{KINDS.find((each) => each.value === channel.kind)?.label}</p>
                  </td>
                  <td>{channel.display}</td>
                  <td>
                    {channel.lastAt ? <Time iso={channel.lastAt} /> : <span className="quiet">none yet</span>}
                    {channel.lastError && <p className="field-error">{channel.lastError}</p>}
                  </td>
                  <td className="actions">
                    {mayWrite && (
                      <>
                        <Button
                          small
                          icon={Send}
                          busy={test.isPending && test.variables.id === channel.id}
                          onClick={() => test.mutate(channel)}
                        >
                          Test
                        </Button>
                        <IconButton
                          icon={Pencil}
                          title="Change it"
                          aria-label={`Change ${channel.name}`}
                          onClick={() => setEditing(channel)}
                        />
                        {channel.kind === "webhook" && (
                          <IconButton
                            icon={RefreshCw}
                            title="Make a new signing secret"
                            aria-label={`New signing secret for ${channel.name}`}
                            onClick={() => setRotating(channel)}
                          />
                        )}
                        <IconButton
                          icon={Trash2}
                          aria-label={`Delete ${channel.name}`}
                          onClick={() => setAsked(channel)}
                        />
                      </>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {editing && (
        <ChannelForm
          projectId={projectId}
          known={editing === "new" ? undefined : editing}
          emailSetUp={channels.data?.emailSetUp ?? true}
          onClose={() => setEditing(undefined)}
          onSaved={(saved) => {
            setEditing(undefined);
            setSecret(saved.signingSecret ?? undefined);
            void again();
          }}
        />
      )}
      {rotating && (
        <ConfirmDialog
          title={`A new signing secret for ${rotating.name}?`}
          action="Make a new secret"
          busy={rotate.isPending}
          error={rotate.error}
          onConfirm={() => rotate.mutate(rotating)}
          onClose={() => setRotating(undefined)}
        >
          <p>From the next notice on the old one signs nothing: receivers that check it need the new one.</p>
        </ConfirmDialog>
      )}
      {secret && (
        <Dialog title="Signing secret" onClose={() => setSecret(undefined)}>
          <p className="quiet">
            Receivers check with it that a notice is from here (Standard Webhooks). It is shown this once.
          </p>
          <Code text={secret} label="signing secret" />
          <p className="row end">
            <Button primary onClick={() => setSecret(undefined)}>
              I have kept it
            </Button>
          </p>
        </Dialog>
      )}
      {asked && (
        <ConfirmDialog
          title={`Delete ${asked.name}?`}
          action="Delete channel"
          busy={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate(asked)}
          onClose={() => setAsked(undefined)}
        >
          <p>Alerts and budgets that use it tell their other channels only.</p>
        </ConfirmDialog>
      )}
    </div>
  );
}
