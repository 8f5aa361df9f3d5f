import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { Button } from "../../components/Button";
import { Dialog } from "../../components/Dialog";
import { TextField } from "../../components/Field";
import { ErrorLine } from "../../components/Problem";
import { api } from "../../lib/api";
import { type Entity, gatewayPath, type Kind, listed, typed } from "../../lib/gateway";
import { LimitFields, limitsOf } from "./LimitFields";

interface Props {
  kind: Kind;
  projectId: string;
  /** Who is changed; without one somebody new is made. */
  known?: Entity;
  onClose: () => void;
}

/** A user or a team. */
export function PersonForm({ kind, projectId, known, onClose }: Props) {
  const client = useQueryClient();
  const one = kind === "users" ? "user" : "team";
  const members = known && "members" in known ? known.members : [];
  const save = useMutation({
    mutationFn: async ({ body, wanted }: { body: object; wanted: string[] }) => {
      if (!known) return api(gatewayPath(projectId, kind), { method: "POST", body });
      const path = gatewayPath(projectId, `${kind}/${encodeURIComponent(known.id)}`);
      await api(path, { method: "PATCH", body });
      const member = (id: string, method: string) =>
        api(`${path}/members/${encodeURIComponent(id)}`, { method, body: {} });
      await Promise.all([
        ...wanted.filter((id) => !members.includes(id)).map((id) => member(id, "PUT")),
        ...members.filter((id) => !wanted.includes(id)).map((id) => member(id, "DELETE")),
      ]);
    },
    onSuccess: onClose,
    onSettled: () => client.invalidateQueries({ queryKey: ["gateway", projectId] }),
  });
  function send(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const wanted = listed(form.get("members"));
    save.mutate({
      wanted,
      body: {
        name: typed(form.get("name")),
        ...limitsOf(form),
        ...(known ? {} : { id: typed(form.get("id")) }),
        ...(kind === "users" ? { email: typed(form.get("email")) } : known ? {} : { members: wanted }),
      },
    });
  }
  return (
    <Dialog title={known ? `Change ${known.name ?? known.id}` : `New ${one}`} onClose={onClose}>
      <form onSubmit={send}>
        {known ? (
          <TextField label="Name" name="name" maxLength={255} defaultValue={known.name ?? ""} />
        ) : (
          <div className="two">
            <TextField
              label="Id"
              name="id"
              required
              maxLength={255}
              data-autofocus=""
              hint="What traces name; it stays."
            />
            <TextField label="Name" name="name" maxLength={255} />
          </div>
        )}
        {kind === "users" ? (
          <TextField
            label="E-mail"
            name="email"
            type="email"
            defaultValue={known && "email" in known ? (known.email ?? "") : ""}
          />
        ) : (
          <TextField
            label="Members"
            name="members"
            defaultValue={members.join(", ")}
            hint="Ids of users, separated by commas; made when there are none."
          />
        )}
        <LimitFields known={known} />
        <ErrorLine error={save.error} />
        <p className="row end">
          <Button onClick={onClose}>Cancel</Button>
          <Button submit primary busy={save.isPending}>
            {known ? "Save" : "Create"}
          </Button>
        </p>
      </form>
    </Dialog>
  );
}
