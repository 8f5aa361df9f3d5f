import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { PageHead } from "../../components/PageHead";
import { toast } from "../../components/Toasts";
import { api } from "../../lib/api";
import { findProject, mayReadKeys, useSession } from "../../lib/session";
import { AlertForm } from "./AlertForm";
import { AlertTabs } from "./AlertTabs";
import { type Alert, alertsPath, NEW_ALERT } from "./model";

export function NewAlert() {
  const { projectId } = useParams({ from: "/signed-in/project/$projectId/alerts/new" });
  const mayWrite = mayReadKeys(findProject(useSession(), projectId)?.project.role);
  const client = useQueryClient();
  const navigate = useNavigate();
  return (
    <div className="text-page wide">
      <PageHead title="New alert" />
      <AlertTabs projectId={projectId} />
      <AlertForm
        projectId={projectId}
        alert={NEW_ALERT}
        mayWrite={mayWrite}
        onSave={async (draft) => {
          const made = await api<Alert>(alertsPath(projectId), { method: "POST", body: draft });
          toast(`${made.name} is watched now.`);
          await client.invalidateQueries({ queryKey: ["alerts", projectId] });
          await navigate({ to: "/project/$projectId/alerts/$alertId", params: { projectId, alertId: made.id } });
        }}
      />
    </div>
  );
}
