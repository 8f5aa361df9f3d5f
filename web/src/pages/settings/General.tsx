import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Trash2 } from "lucide-react";
import { useState } from "react";
import { Button } from "../../components/Button";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { Code } from "../../components/Copy";
import { TextField } from "../../components/Field";
import { ErrorLine } from "../../components/Problem";
import { toast } from "../../components/Toasts";
import { SettingsPage } from "../../components/settings/SettingsPage";
import { api } from "../../lib/api";
import { HOST } from "../../lib/base";
import { mayAdminister, sessionQuery, usePlace } from "../../lib/session";

/** Name and id of the project, and its end. */
export function General() {
  const { project, organization } = usePlace();
  const path = `/api/projects/${encodeURIComponent(project.id)}`;
  const client = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState(project.name);
  const [asked, setAsked] = useState(false);
  const again = () => client.invalidateQueries({ queryKey: sessionQuery.queryKey });
  const rename = useMutation({
    mutationFn: () => api(path, { method: "PATCH", body: { name } }),
    onSuccess: () => {
      toast("The project is renamed.");
      return again();
    },
  });
  const remove = useMutation({
    mutationFn: () => api(path, { method: "DELETE" }),
    onSuccess: async () => {
      toast(`${project.name} is deleted.`);
      await navigate({ to: "/projects" });
      await again();
    },
  });
  return (
    <SettingsPage title="General">
      <form
        className="settings-form"
        onSubmit={(event) => {
          event.preventDefault();
          rename.mutate();
        }}
      >
        <TextField
          label="Name"
          value={name}
          onChange={setName}
          required
          maxLength={255}
          disabled={!mayAdminister(project.role)}
          hint={`One of the projects of ${organization.name}. Your role in it is ${project.role.toLowerCase()}.`}
        />
        <ErrorLine error={rename.error} />
        {mayAdminister(project.role) && (
          <p className="row">
            <Button
              submit
              primary
              busy={rename.isPending}
              disabled={!name.trim() || name.trim() === project.name}
            >
              Rename
            </Button>
          </p>
        )}
      </form>
      <section>
        <h2>Id and address</h2>
        <dl className="keys">
          <dt>Project id</dt>
          <dd>
            <Code text={project.id} label="project id" />
          </dd>
          <dt>Host for SDKs</dt>
          <dd>
            <Code text={HOST} label="host" />
          </dd>
        </dl>
      </section>
      {project.role === "OWNER" && (
        <section className="danger-zone" aria-labelledby="delete-project">
          <h2 id="delete-project">Delete this project</h2>
          <div className="row">
            <p className="quiet">Its keys, traces, scores, prompts and everything else in it go.</p>
            <Button danger icon={Trash2} onClick={() => setAsked(true)}>
              Delete the project
            </Button>
          </div>
        </section>
      )}
      {asked && (
        <ConfirmDialog
          title={`Delete ${project.name}?`}
          action="Delete it for ever"
          typed={project.name}
          busy={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate()}
          onClose={() => setAsked(false)}
        >
          <p>
            Everything in it is deleted at once and cannot be brought back. Programs that use its
            keys are refused from now on.
          </p>
        </ConfirmDialog>
      )}
    </SettingsPage>
  );
}
