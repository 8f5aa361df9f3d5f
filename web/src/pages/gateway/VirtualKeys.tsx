import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { Ban, KeyRound, Pencil, RefreshCw, RotateCcw, Trash2 } from "lucide-react";
import { useState } from "react";
import { Button } from "../../components/Button";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { Code } from "../../components/Copy";
import { Dialog } from "../../components/Dialog";
import { EmptyState } from "../../components/EmptyState";
import { IconButton } from "../../components/IconButton";
import { ErrorLine } from "../../components/Problem";
import { Time } from "../../components/Time";
import { api } from "../../lib/api";
import { HOST } from "../../lib/base";
import { ago, plural } from "../../lib/format";
import { gatewayPath, keysQuery, monthSoFar, type NewVirtualKey, type VirtualKey } from "../../lib/gateway";
import { findProject, mayAdminister, mayReadKeys, useSession } from "../../lib/session";
import { Allowed, GatewayHead, SpendLink } from "./GatewayTabs";
import { KeyForm } from "./KeyForm";

export function VirtualKeys() {
  const { projectId } = useParams({ from: "/signed-in/project/$projectId" });
  const role = findProject(useSession(), projectId)?.project.role;
  const admin = mayAdminister(role);
  const client = useQueryClient();
  const again = () => client.invalidateQueries({ queryKey: ["gateway", projectId] });
  const [editing, setEditing] = useState<VirtualKey | "new">();
  const [shown, setShown] = useState<NewVirtualKey>();
  const [rotating, setRotating] = useState<VirtualKey>();
  const [deleting, setDeleting] = useState<VirtualKey>();
  const keys = useQuery({ ...keysQuery(projectId), enabled: mayReadKeys(role) });
  const block = useMutation({
    mutationFn: (key: VirtualKey) =>
      api(gatewayPath(projectId, `keys/${key.id}`), {
        method: "PATCH",
        body: { blocked: !key.blocked },
      }),
    onSuccess: again,
  });
  const rotate = useMutation({
    mutationFn: (key: VirtualKey) =>
      api<NewVirtualKey>(gatewayPath(projectId, `keys/${key.id}/rotate`), {
        method: "POST",
        body: {},
      }),
    onSuccess: (key) => {
      setRotating(undefined);
      setShown(key);
      return again();
    },
  });
  const remove = useMutation({
    mutationFn: (key: VirtualKey) =>
      api(gatewayPath(projectId, `keys/${key.id}`), { method: "DELETE" }),
    onSuccess: () => {
      setDeleting(undefined);
      return again();
    },
  });
  const found = keys.data?.data;
  return (
    <div className="text-page wide">
      <GatewayHead count={found && plural(found.length, "key")}>
        {admin && (
          <Button primary icon={KeyRound} onClick={() => setEditing("new")}>
            New key
          </Button>
        )}
      </GatewayHead>
      <ErrorLine error={keys.error ?? block.error} />
      {!mayReadKeys(role) && <p>Your role cannot see the keys of this project.</p>}
      {keys.isLoading && <div className="skeleton" role="status" aria-label="Loading" />}
      {found?.length === 0 && (
        <EmptyState icon={KeyRound} title="No virtual keys yet">
          <p>
            A virtual key is what an application, a person or a coding agent calls models with,
            through the gateway at <code>{HOST}/v1</code>.
          </p>
        </EmptyState>
      )}
      {found && found.length > 0 && (
        <div className="scroll-x" tabIndex={0} role="region" aria-label="Virtual keys">
          <table className="plain-table">
            <thead>
              <tr>
                <th scope="col">Key</th>
                <th scope="col" className="number">
                  This month
                </th>
                <th scope="col">User</th>
                <th scope="col">Team</th>
                <th scope="col">May use</th>
                <th scope="col">Last used</th>
                <th scope="col">Expires</th>
                <th scope="col">
                  <span className="hidden">What to do</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {found.map((key) => (
                <tr key={key.id} className={key.blocked ? "is-blocked" : undefined}>
                  <td>
                    <strong>{key.alias}</strong>
                    {key.blocked && <span className="badge error">blocked</span>}
                    <small className="quiet below">
                      <code>{key.display}</code>
                    </small>
                  </td>
                  <td className="number">
                    <SpendLink scope="key" target={key.alias} spend={key.spend} range={monthSoFar()} />
                  </td>
                  <td>{key.userId ?? "–"}</td>
                  <td>{key.teamId ?? "–"}</td>
                  <td>
                    <Allowed {...key} />
                  </td>
                  <td title={key.lastUsedAt ?? undefined}>
                    {key.lastUsedAt ? ago(key.lastUsedAt) : "never"}
                  </td>
                  <td>
                    {key.expiresAt ? <Time iso={key.expiresAt} short /> : "never"}
                    {isOver(key.expiresAt) && <span className="badge error">expired</span>}
                  </td>
                  <td className="deeds">
                    {admin && (
                      <>
                        <IconButton
                          icon={Pencil}
                          title="Change it"
                          aria-label={`Change ${key.alias}`}
                          onClick={() => setEditing(key)}
                        />
                        <IconButton
                          icon={key.blocked ? RotateCcw : Ban}
                          title={key.blocked ? "Accept it again" : "Block it"}
                          aria-label={`${key.blocked ? "Unblock" : "Block"} ${key.alias}`}
                          disabled={block.isPending}
                          onClick={() => block.mutate(key)}
                        />
                        <IconButton
                          icon={RefreshCw}
                          title="Give it a new secret"
                          aria-label={`Rotate ${key.alias}`}
                          onClick={() => setRotating(key)}
                        />
                        <IconButton
                          icon={Trash2}
                          title="Delete it"
                          aria-label={`Delete ${key.alias}`}
                          onClick={() => setDeleting(key)}
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
        <KeyForm
          projectId={projectId}
          known={editing === "new" ? undefined : editing}
          onClose={() => setEditing(undefined)}
          onMade={setShown}
        />
      )}
      {shown && <Secret made={shown} onClose={() => setShown(undefined)} />}
      {rotating && (
        <ConfirmDialog
          title={`A new secret for ${rotating.alias}?`}
          action="Rotate"
          busy={rotate.isPending}
          error={rotate.error}
          onConfirm={() => rotate.mutate(rotating)}
          onClose={() => setRotating(undefined)}
        >
          <p>The old secret is refused within 5 seconds. Budgets, spend and traces stay.</p>
        </ConfirmDialog>
      )}
      {deleting && (
        <ConfirmDialog
          title={`Delete ${deleting.alias}?`}
          action="Delete"
          busy={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate(deleting)}
          onClose={() => setDeleting(undefined)}
        >
          <p>Who calls with it is refused. Its budgets go; its traces and spend stay.</p>
        </ConfirmDialog>
      )}
    </div>
  );
}

function isOver(iso: string | null): boolean {
  return iso !== null && Date.parse(iso) <= Date.now();
}

function Secret({ made, onClose }: { made: NewVirtualKey; onClose: () => void }) {
  return (
    <Dialog title={`Key ${made.alias}`} onClose={onClose}>
      <p className="quiet">It is shown this once. Keep it safe.</p>
      <dl className="keys">
        <dt>Key</dt>
        <dd>
          <Code text={made.secret} label="key" />
        </dd>
        <dt>OpenAI base URL</dt>
        <dd>
          <Code text={`${HOST}/v1`} label="OpenAI base URL" />
        </dd>
        <dt>Anthropic base URL</dt>
        <dd>
          <Code text={HOST} label="Anthropic base URL" />
        </dd>
      </dl>
      <p className="row end">
        <Button primary onClick={onClose}>
          I have kept it
        </Button>
      </p>
    </Dialog>
  );
}
