import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { Button } from "../../components/Button";
import { Dialog } from "../../components/Dialog";
import { TextField } from "../../components/Field";
import { ErrorLine } from "../../components/Problem";
import { Select } from "../../components/Select";
import { api } from "../../lib/api";
import {
  entitiesQuery,
  gatewayPath,
  listed,
  type NewVirtualKey,
  typed,
  type VirtualKey,
} from "../../lib/gateway";
import { LimitFields, limitsOf } from "./LimitFields";

interface Props {
  projectId: string;
  /** The key that is changed; without one a new one is made. */
  known?: VirtualKey;
  onClose: () => void;
  /** Gets the secret of a new key. */
  onMade: (key: NewVirtualKey) => void;
}

export function KeyForm({ projectId, known, onClose, onMade }: Props) {
  const client = useQueryClient();
  const users = useQuery(entitiesQuery(projectId, "users")).data?.data ?? [];
  const teams = useQuery(entitiesQuery(projectId, "teams")).data?.data ?? [];
  const [team, setTeam] = useState(known?.teamId ?? "");
  const names = useId();
  const save = useMutation({
    mutationFn: (body: object) =>
      known
        ? api(gatewayPath(projectId, `keys/${known.id}`), { method: "PATCH", body })
        : api<NewVirtualKey>(gatewayPath(projectId, "keys"), { method: "POST", body }),
    onSuccess: (answer) => {
      onClose();
      if (!known) onMade(answer as NewVirtualKey);
      return client.invalidateQueries({ queryKey: ["gateway", projectId] });
    },
  });
  function send(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const day = typed(form.get("expires"));
    save.mutate({
      alias: typed(form.get("alias")),
      userId: typed(form.get("user")),
      teamId: team || null,
      tags: listed(form.get("tags")),
      ...limitsOf(form),
      // An expiry that stays is not sent: it may have more than a day in it, or be over.
      ...(day === dayOf(known?.expiresAt) ? {} : { expiresAt: day && endOf(day) }),
    });
  }
  return (
    <Dialog title={known ? `Change ${known.alias}` : "New virtual key"} onClose={onClose}>
      <form onSubmit={send}>
        <TextField
          label="Name"
          name="alias"
          required
          maxLength={255}
          defaultValue={known?.alias}
          data-autofocus=""
        />
        <div className="two">
          <TextField
            label="User"
            name="user"
            maxLength={255}
            list={names}
            autoComplete="off"
            defaultValue={known?.userId ?? ""}
            hint="Made when there is none."
          />
          <datalist id={names}>
            {users.map((each) => (
              <option key={each.id} value={each.id}>
                {each.name}
              </option>
            ))}
          </datalist>
          <Select
            label="Team"
            value={team}
            options={[
              { value: "", label: "No team" },
              ...teams.map((each) => ({ value: each.id, label: each.name ?? each.id })),
            ]}
            onChange={setTeam}
          />
        </div>
        <LimitFields known={known} />
        <div className="two">
          <TextField
            label="Tags"
            name="tags"
            defaultValue={known?.tags.join(", ")}
            hint="On each of its traces; a budget can be for a tag."
          />
          <TextField
            label="Works until"
            name="expires"
            type="date"
            defaultValue={dayOf(known?.expiresAt) ?? ""}
            hint="Empty: it does not expire."
          />
        </div>
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

/** The day of a moment in the zone of the browser, as a date field has it. */
function dayOf(iso: string | null | undefined): string | null {
  if (!iso) return null;
  const moment = new Date(iso);
  const two = (part: number) => String(part).padStart(2, "0");
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
}

/** The last second of a day, in the zone of the browser. */
function endOf(day: string): string {
  return new Date(`${day}T23:59:59`).toISOString();
}
