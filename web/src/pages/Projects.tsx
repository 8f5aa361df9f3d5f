import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Dialog } from "../components/Dialog";
import { PageHead } from "../components/PageHead";
import { ErrorLine } from "../components/Problem";
import { SettingsPage } from "../components/settings/SettingsPage";
import { api } from "../lib/api";
import { mayAdminister, sessionQuery, useSession } from "../lib/session";
import type { NewApiKey, Organization, ProjectRef } from "../lib/types";
import { NewPair } from "./Keys";

export function Projects() {
  const { projectId } = useParams({ strict: false });
  const session = useSession();
  const [place, setPlace] = useState<Organization>();
  const organizations = session?.organizations ?? [];
  const list = (
    <>
      {organizations.length === 0 && (
        <div className="empty">
          <h2>You are in no project yet</h2>
          <p>Ask an administrator to add {session?.user?.email} to one.</p>
        </div>
      )}
      {organizations.map((organization) => (
        <section key={organization.id} className="organization" aria-label={organization.name}>
          <header className="section-head">
            <h2>{organization.name}</h2>
            <span className="badge kind">{organization.role.toLowerCase()}</span>
            <span className="spring" />
            {mayAdminister(organization.role) && (
              <button type="button" className="button primary" onClick={() => setPlace(organization)}>
                <Plus aria-hidden />
                New project
              </button>
            )}
          </header>
          <ul className="projects">
            {organization.projects.map((project) => (
              <li key={project.id}>
                <Link to="/project/$projectId/traces" params={{ projectId: project.id }}>
                  <b>{project.name}</b>
                  <code>{project.id}</code>
                </Link>
              </li>
            ))}
          </ul>
          {organization.projects.length === 0 && <p className="quiet">No projects yet.</p>}
        </section>
      ))}
      {place && <NewProject organization={place} onClose={() => setPlace(undefined)} />}
    </>
  );
  if (projectId) return <SettingsPage title="Projects">{list}</SettingsPage>;
  return (
    <div className="text-page wide">
      <PageHead title="Projects" />
      {list}
    </div>
  );
}

/** A name, then the keys of the new project to copy. */
function NewProject(props: { organization: Organization; onClose: () => void }) {
  const { organization, onClose } = props;
  const client = useQueryClient();
  const make = useMutation({
    mutationFn: async (name: string) => {
      const project = await api<ProjectRef>(`/api/organizations/${organization.id}/projects`, {
        method: "POST",
        body: { name },
      });
      await client.invalidateQueries({ queryKey: sessionQuery.queryKey });
      const pair = await api<NewApiKey>(`/api/projects/${project.id}/api-keys`, {
        method: "POST",
        body: { note: "Made with the project" },
      });
      return { project, pair };
    },
  });
  function create(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    make.mutate(String(new FormData(event.currentTarget).get("name")));
  }
  if (make.data) {
    return (
      <Dialog title={`Keys of ${make.data.project.name}`} onClose={onClose}>
        <NewPair pair={make.data.pair} />
        <p className="row end">
          <Link
            className="button primary"
            to="/project/$projectId/traces"
            params={{ projectId: make.data.project.id }}
            onClick={onClose}
          >
            Open the project
          </Link>
        </p>
      </Dialog>
    );
  }
  return (
    <Dialog title={`New project in ${organization.name}`} onClose={onClose}>
      <form onSubmit={create}>
        <label className="field">
          <span>Name</span>
          <input name="name" required maxLength={255} autoFocus />
        </label>
        <ErrorLine error={make.error} />
        <p className="row end">
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button className="button primary" disabled={make.isPending}>
            Make the project
          </button>
        </p>
      </form>
    </Dialog>
  );
}
