import { useMutation, useQueryClient } from "@tanstack/react-query";
import { X } from "lucide-react";
import { type FormEvent, useState } from "react";
import { api } from "../../lib/api";
import { LABEL, LATEST, pagePath, PRODUCTION, type VersionLine } from "../../lib/prompts";
import { ConfirmDialog } from "../ConfirmDialog";
import { Dialog } from "../Dialog";
import { ErrorLine } from "../Problem";
import { toast } from "../Toasts";
import { Button } from "../Button";

interface Props {
  projectId: string;
  name: string;
  versions: VersionLine[];
  version: VersionLine;
  onClose: () => void;
}

/** Dialog for the labels of one version; those taken from another version are named. */
export function LabelsDialog({ projectId, name, versions, version, onClose }: Props) {
  const client = useQueryClient();
  const [labels, setLabels] = useState(version.labels.filter((each) => each !== LATEST));
  const [problem, setProblem] = useState("");
  const holder = (label: string) =>
    versions.find((each) => each.version !== version.version && each.labels.includes(label));
  const known = [...new Set([PRODUCTION, ...versions.flatMap((each) => each.labels)])].filter(
    (each) => each !== LATEST && !labels.includes(each),
  );
  const save = useMutation({
    mutationFn: () =>
      api(`${pagePath(projectId)}/labels`, {
        method: "PUT",
        body: { name, version: version.version, labels },
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["prompts", projectId] });
      toast(`Labels of version ${version.version} saved.`);
      onClose();
    },
  });
  function add(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = event.currentTarget;
    const label = String(new FormData(form).get("label")).trim();
    if (!LABEL.test(label)) {
      setProblem("A label has 1 to 36 of: a–z, 0–9, hyphen, underscore and dot.");
    } else if (label === LATEST) {
      setProblem("latest is always on the newest version.");
    } else {
      setProblem("");
      setLabels([...new Set([...labels, label])]);
      form.reset();
    }
  }
  return (
    <Dialog title={`Labels of version ${version.version}`} onClose={onClose}>
      <ul className="row" aria-label="Labels">
        {labels.length === 0 && <li className="quiet">No labels</li>}
        {labels.map((label) => (
          <li key={label} className="chip">
            {label}
            <button
              type="button"
              aria-label={`Remove ${label}`}
              onClick={() => setLabels(labels.filter((each) => each !== label))}
            >
              <X aria-hidden />
            </button>
          </li>
        ))}
      </ul>
      <form className="find" onSubmit={add}>
        <input
          className="input"
          name="label"
          aria-label="New label"
          placeholder="staging"
          list="known-labels"
          autoComplete="off"
        />
        <datalist id="known-labels">
          {known.map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
        <Button submit>Add</Button>
      </form>
      {problem && (
        <p className="field-error" role="alert">
          {problem}
        </p>
      )}
      <ul className="quiet">
        {labels.map((label) => {
          const loser = holder(label);
          return (
            loser && (
              <li key={label}>
                <b>{label}</b> moves here from version {loser.version}: programs that ask for it get
                this version from now on.
              </li>
            )
          );
        })}
      </ul>
      <ErrorLine error={save.error} />
      <p className="row end">
        <Button onClick={onClose}>Cancel</Button>
        <Button primary busy={save.isPending} onClick={() => save.mutate()}>
          Save the labels
        </Button>
      </p>
    </Dialog>
  );
}

/** Asks before `production` moves: running programs follow it. */
export function PromoteDialog({ projectId, name, versions, version, onClose }: Props) {
  const client = useQueryClient();
  const now = versions.find((each) => each.labels.includes(PRODUCTION));
  const promote = useMutation({
    mutationFn: () =>
      api(`/api/public/v2/prompts/${encodeURIComponent(name)}/versions/${version.version}`, {
        method: "PATCH",
        project: projectId,
        body: { newLabels: [PRODUCTION] },
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["prompts", projectId] });
      toast(`Version ${version.version} is in production.`);
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={`Put version ${version.version} into production?`}
      action="Move production here"
      busy={promote.isPending}
      error={promote.error}
      onConfirm={() => promote.mutate()}
      onClose={onClose}
    >
      <p>
        {now
          ? `Programs that use the label production get version ${version.version} in place of version ${now.version}.`
          : `Programs that use the label production get version ${version.version}.`}
      </p>
    </ConfirmDialog>
  );
}
