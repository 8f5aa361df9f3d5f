import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "../components/Button";
import { Dialog } from "../components/Dialog";
import { TextField } from "../components/Field";
import { PageHead } from "../components/PageHead";
import { ErrorLine } from "../components/Problem";
import { Skeleton } from "../components/Skeleton";
import { Time } from "../components/Time";
import { type Dashboard, dashboardsQuery, makeDashboard, presetsQuery } from "../lib/dashboards";
import { findProject, mayReadKeys, useSession } from "../lib/session";
import { plural } from "../lib/format";
import "../styles/dashboards.css";

const ROUTE = "/signed-in/project/$projectId/dashboards";

export function Dashboards() {
  const { projectId } = useParams({ from: ROUTE });
  const presets = useQuery(presetsQuery(projectId));
  const own = useQuery(dashboardsQuery(projectId));
  const role = findProject(useSession(), projectId)?.project.role;
  const [making, setMaking] = useState(false);
  const mayWrite = mayReadKeys(role);
  return (
    <div className="text-page wide">
      <PageHead title="Dashboards">
        {mayWrite && (
          <Button small primary icon={Plus} onClick={() => setMaking(true)}>
            New dashboard
          </Button>
        )}
      </PageHead>
      <ErrorLine error={presets.error ?? own.error} />
      <section>
        <h2>Ready-made</h2>
        {presets.isPending ? <Skeleton /> : <Boards projectId={projectId} boards={presets.data?.dashboards ?? []} />}
      </section>
      <section>
        <h2>Of this project</h2>
        {own.isPending ? (
          <Skeleton />
        ) : own.data?.length ? (
          <Boards projectId={projectId} boards={own.data} />
        ) : (
          <p className="quiet">
            None yet. {mayWrite ? "Make a new one, or open a ready-made one and copy it." : "Members of the project can make some."}
          </p>
        )}
      </section>
      {making && <NewDashboard projectId={projectId} onClose={() => setMaking(false)} />}
    </div>
  );
}

function Boards({ projectId, boards }: { projectId: string; boards: Dashboard[] }) {
  return (
    <ul className="boards">
      {boards.map(({ id, name, description, definition, updatedAt }) => (
        <li key={id}>
          <Link to="/project/$projectId/dashboards/$dashboardId" params={{ projectId, dashboardId: id }}>
            <b>{name}</b>
            <span className="quiet">{description || plural(definition.widgets.length, "chart")}</span>
            {updatedAt && (
              <small className="quiet">
                changed <Time iso={updatedAt} />
              </small>
            )}
          </Link>
        </li>
      ))}
    </ul>
  );
}

function NewDashboard({ projectId, onClose }: { projectId: string; onClose: () => void }) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const make = useMutation({
    mutationFn: () => makeDashboard(projectId, { name: name.trim(), description: description.trim() }),
    onSuccess: async (made) => {
      await client.invalidateQueries({ queryKey: ["dashboards", projectId] });
      await navigate({
        to: "/project/$projectId/dashboards/$dashboardId",
        params: { projectId, dashboardId: made.id },
        search: { edit: true },
      });
    },
  });
  return (
    <Dialog title="New dashboard" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim()) make.mutate();
        }}
      >
        <TextField label="Name" value={name} onChange={setName} required maxLength={500} autoFocus />
        <TextField label="Description" value={description} onChange={setDescription} />
        <ErrorLine error={make.error} />
        <p className="row end">
          <Button onClick={onClose}>Cancel</Button>
          <Button submit primary busy={make.isPending}>
            Make it
          </Button>
        </p>
      </form>
    </Dialog>
  );
}
