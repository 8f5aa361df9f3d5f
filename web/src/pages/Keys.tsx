import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { KeyRound, Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Code, Copy } from "../components/Copy";
import { Dialog } from "../components/Dialog";
import { IconButton } from "../components/IconButton";
import { ErrorLine } from "../components/Problem";
import { Time } from "../components/Time";
import { SettingsPage } from "../components/settings/SettingsPage";
import { api } from "../lib/api";
import { HOST } from "../lib/base";
import { ago } from "../lib/format";
import { findProject, mayAdminister, mayReadKeys, useSession } from "../lib/session";
import type { ApiKey, NewApiKey } from "../lib/types";

export function Keys() {
  const { projectId } = useParams({ from: "/signed-in/project/$projectId/settings/api-keys" });
  const role = findProject(useSession(), projectId)?.project.role;
  const path = `/api/projects/${encodeURIComponent(projectId)}/api-keys`;
  const client = useQueryClient();
  const again = () => client.invalidateQueries({ queryKey: ["keys", projectId] });
  const [made, setMade] = useState<NewApiKey>();
  const [asked, setAsked] = useState<ApiKey>();
  const keys = useQuery({
    queryKey: ["keys", projectId],
    queryFn: ({ signal }) => api<{ data: ApiKey[] }>(path, { signal }),
    enabled: mayReadKeys(role),
  });
  const make = useMutation({
    mutationFn: (note: string) =>
      api<NewApiKey>(path, { method: "POST", body: { note: note || null } }),
    onSuccess: (key) => {
      setMade(key);
      return again();
    },
  });
  const remove = useMutation({
    mutationFn: (key: ApiKey) => api(`${path}/${key.id}`, { method: "DELETE" }),
    onSuccess: () => {
      setAsked(undefined);
      return again();
    },
  });
  function create(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = event.currentTarget;
    make.mutate(String(new FormData(form).get("note")).trim(), { onSuccess: () => form.reset() });
  }
  return (
    <SettingsPage title="API keys">
      <section>
        <p className="quiet">
          Programs send traces with a key pair. Their host is <code>{HOST}</code>{" "}
          <Copy text={HOST} label="Copy the host" />
        </p>
        {mayAdminister(role) && (
          <form className="find" onSubmit={create}>
            <input
              className="input"
              name="note"
              maxLength={1000}
              aria-label="Note"
              placeholder="What the key is for (optional)"
            />
            <button className="button primary" disabled={make.isPending}>
              <KeyRound aria-hidden />
              New key pair
            </button>
          </form>
        )}
        <ErrorLine error={make.error ?? keys.error} />
        {!mayReadKeys(role) && <p>Your role cannot see the keys of this project.</p>}
        {keys.isLoading && <div className="skeleton" role="status" aria-label="Loading" />}
        {keys.data?.data.length === 0 && <p className="quiet">This project has no keys yet.</p>}
        {keys.data && keys.data.data.length > 0 && (
          <div className="scroll-x" tabIndex={0} role="region" aria-label="Keys of this project">
            <table className="plain-table">
              <thead>
                <tr>
                  <th scope="col">Public key</th>
                  <th scope="col">Secret key</th>
                  <th scope="col">Note</th>
                  <th scope="col">Made</th>
                  <th scope="col">Last used</th>
                  <th scope="col">
                    <span className="hidden">Delete</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {keys.data.data.map((key) => (
                  <tr key={key.id}>
                    <td>
                      <code>{key.publicKey}</code> <Copy text={key.publicKey} label="Copy the public key" />
                    </td>
                    <td>
                      <code>{key.displaySecretKey}</code>
                    </td>
                    <td>{key.note}</td>
                    <td>
                      <Time iso={key.createdAt} />
                    </td>
                    <td title={key.lastUsedAt ?? undefined}>
                      {key.lastUsedAt ? ago(key.lastUsedAt) : "never"}
                    </td>
                    <td>
                      {mayAdminister(role) && (
                        <IconButton
                          icon={Trash2}
                          aria-label={`Delete ${key.publicKey}`}
                          onClick={() => setAsked(key)}
                        />
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </section>
      {made && (
        <Dialog title="New key pair" onClose={() => setMade(undefined)}>
          <NewPair pair={made} />
          <p className="row end">
            <button type="button" className="button primary" onClick={() => setMade(undefined)}>
              I have kept it
            </button>
          </p>
        </Dialog>
      )}
      {asked && (
        <Dialog title="Delete this key pair?" onClose={() => setAsked(undefined)}>
          <p>
            Programs that use <code>{asked.publicKey}</code> are refused from now on. What they have
            sent stays.
          </p>
          <ErrorLine error={remove.error} />
          <p className="row end">
            <button type="button" className="button" onClick={() => setAsked(undefined)}>
              Keep it
            </button>
            <button
              type="button"
              className="button danger"
              disabled={remove.isPending}
              onClick={() => remove.mutate(asked)}
            >
              Delete it
            </button>
          </p>
        </Dialog>
      )}
    </SettingsPage>
  );
}

export function NewPair({ pair }: { pair: NewApiKey }) {
  return (
    <>
      <p className="quiet">The secret key is shown this once. Keep it safe.</p>
      <dl className="keys">
        <dt>Public key</dt>
        <dd>
          <Code text={pair.publicKey} label="public key" />
        </dd>
        <dt>Secret key</dt>
        <dd>
          <Code text={pair.secretKey} label="secret key" />
        </dd>
        <dt>Host</dt>
        <dd>
          <Code text={HOST} label="host" />
        </dd>
      </dl>
    </>
  );
}
