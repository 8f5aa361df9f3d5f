import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Button } from "../../components/Button";
import { Dialog } from "../../components/Dialog";
import { TextField } from "../../components/Field";
import { ErrorLine } from "../../components/Problem";
import { Select } from "../../components/Select";
import { api } from "../../lib/api";
import { type Channel, channelsPath } from "./model";

export const KINDS = [
  { value: "slack", label: "Slack", hint: "or any compatible incoming webhook" },
  { value: "webhook", label: "Webhook", hint: "signed JSON" },
  { value: "email", label: "E-mail" },
] as const;
type Kind = Channel["kind"];

interface Saved {
  signingSecret?: string | null;
}

interface Props {
  projectId: string;
  /** The channel that is changed; its kind stays. */
  known?: Channel;
  emailSetUp: boolean;
  onClose: () => void;
  onSaved: (saved: Saved) => void;
}

export function ChannelForm({ projectId, known, emailSetUp, onClose, onSaved }: Props) {
  const [kind, setKind] = useState<Kind>(known?.kind ?? "slack");
  const [name, setName] = useState(known?.name ?? "");
  const [to, setTo] = useState(known?.recipients.join(", ") ?? "");
  const save = useMutation({
    mutationFn: () => {
      const where =
        kind === "email"
          ? { recipients: to.split(/[\s,;]+/).filter(Boolean) }
          : { url: to.trim() || undefined };
      const path = channelsPath(projectId);
      return api<Saved>(known ? `${path}/${known.id}` : path, {
        method: known ? "PUT" : "POST",
        body: { name, kind, ...where },
      });
    },
    onSuccess: onSaved,
  });
  function send(event: FormEvent): void {
    event.preventDefault();
    save.mutate();
  }
  const secret = known ? "Empty: the one there is stays." : "It is encrypted, and never shown again.";
  const mail = emailSetUp
    ? "One or more, with commas between them."
    : "The server cannot send e-mail yet: an operator sets GATELIGHT_SMTP_URL.";
  return (
    <Dialog title={known ? `Change ${known.name}` : "New channel"} onClose={onClose}>
      <form className="alert-form" onSubmit={send}>
        {!known && <Select label="Kind" value={kind} options={KINDS} onChange={setKind} />}
        <TextField label="Name" value={name} onChange={setName} required maxLength={200} />
        <TextField
          label={kind === "email" ? "Recipients" : "Address"}
          hint={kind === "email" ? mail : secret}
          value={to}
          onChange={setTo}
          required={kind === "email" || !known}
          autoComplete="off"
          placeholder={kind === "email" ? "ada@example.com" : (known?.display ?? "https://…")}
        />
        <ErrorLine error={save.error} />
        <p className="row end">
          <Button onClick={onClose}>Cancel</Button>
          <Button primary submit busy={save.isPending}>
            {known ? "Save" : "Create channel"}
          </Button>
        </p>
      </form>
    </Dialog>
  );
}
