import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { Bell, BellOff, RefreshCw, Trash2 } from "lucide-react";
import { useState } from "react";
import { Button } from "../../components/Button";
import { shown } from "../../components/charts";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { PageHead } from "../../components/PageHead";
import { ErrorLine } from "../../components/Problem";
import { Time } from "../../components/Time";
import { toast, toastError } from "../../components/Toasts";
import { api } from "../../lib/api";
import { findProject, mayReadKeys, useSession } from "../../lib/session";
import { AlertForm } from "./AlertForm";
import { AlertTabs } from "./AlertTabs";
import { Behind } from "./Behind";
import { Events } from "./History";
import { type Alert, type AlertDraft, alertsPath, conditionText, groupName, unitOf } from "./model";
import { StateBadge } from "./StateBadge";

const MUTE_HOURS = 8;

export function AlertPage() {
  const { projectId, alertId } = useParams({ from: "/signed-in/project/$projectId/alerts/$alertId" });
  const mayWrite = mayReadKeys(findProject(useSession(), projectId)?.project.role);
  const client = useQueryClient();
  const navigate = useNavigate();
  const path = `${alertsPath(projectId)}/${encodeURIComponent(alertId)}`;
  const key = ["alert", projectId, alertId];
  const alert = useQuery({ queryKey: key, queryFn: ({ signal }) => api<Alert>(path, { signal }) });
  const [removing, setRemoving] = useState(false);
  const keep = (found: Alert) => {
    client.setQueryData(key, found);
    void client.invalidateQueries({ queryKey: ["alert-events", projectId] });
    return client.invalidateQueries({ queryKey: ["alerts", projectId] });
  };
  const act = useMutation({
    mutationFn: ({ what, body }: { what: string; body: unknown }) =>
      api<Alert>(`${path}/${what}`, { method: "POST", body }),
    onSuccess: keep,
    onError: toastError,
  });
  const remove = useMutation({
    mutationFn: () => api(path, { method: "DELETE" }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["alerts", projectId] });
      await navigate({ to: "/project/$projectId/alerts", params: { projectId } });
    },
  });
  const found = alert.data;
  const muted = found?.mutedUntil ? new Date(found.mutedUntil) > new Date() : false;
  const until = () => new Date(Date.now() + MUTE_HOURS * 3_600_000).toISOString();
  return (
    <div className="text-page wide">
      <PageHead title={found?.name ?? "Alert"}>
        {found && mayWrite && (
          <>
            <Button
              icon={RefreshCw}
              busy={act.isPending && act.variables.what === "check"}
              onClick={() => act.mutate({ what: "check", body: {} })}
            >
              Check now
            </Button>
            <Button
              icon={muted ? Bell : BellOff}
              onClick={() => act.mutate({ what: "mute", body: { until: muted ? null : until() } })}
            >
              {muted ? "Unmute" : `Mute for ${MUTE_HOURS} hours`}
            </Button>
            <Button icon={Trash2} danger onClick={() => setRemoving(true)}>
              Delete
            </Button>
          </>
        )}
      </PageHead>
      <AlertTabs projectId={projectId} />
      <ErrorLine error={alert.error} />
      {alert.isLoading && <div className="skeleton" role="status" aria-label="Loading" />}
      {found && (
        <>
          <Standing projectId={projectId} alert={found} muted={muted} />
          <section>
            <h2>Condition</h2>
            <AlertForm
              key={found.id}
              projectId={projectId}
              alert={draftOf(found)}
              mayWrite={mayWrite}
              onSave={async (draft) => {
                await keep(await api<Alert>(path, { method: "PUT", body: draft }));
                toast("Saved.");
              }}
            />
          </section>
          <section>
            <h2>History</h2>
            <Events projectId={projectId} alertId={alertId} />
          </section>
        </>
      )}
      {removing && found && (
        <ConfirmDialog
          title={`Delete ${found.name}?`}
          action="Delete alert"
          busy={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate()}
          onClose={() => setRemoving(false)}
        >
          <p>Its history goes with it.</p>
        </ConfirmDialog>
      )}
    </div>
  );
}

function draftOf(alert: Alert): AlertDraft {
  const { name, description, query, operator, threshold, clearThreshold, windowSeconds, everySeconds } = alert;
  const { confirmations, whenEmpty, severity, channelIds, remindSeconds, enabled } = alert;
  const condition = { query, operator, threshold, clearThreshold, windowSeconds };
  const checks = { everySeconds, confirmations, whenEmpty };
  return { name, description, ...condition, ...checks, severity, channelIds, remindSeconds, enabled };
}

function Standing({ projectId, alert, muted }: { projectId: string; alert: Alert; muted: boolean }) {
  const unit = unitOf(alert.query);
  const { query, windowSeconds } = alert;
  const value = (group: Record<string, unknown>, number: number | null, at: string) => (
    <Behind {...{ projectId, query, group, at, windowSeconds }}>{shown(number, unit)}</Behind>
  );
  return (
    <section className="alert-standing" aria-label="State">
      <p>
        {alert.enabled ? <StateBadge state={alert.state} muted={muted} /> : "Switched off."}{" "}
        <strong>
          {alert.checkedAt &&
            (query.groupBy.length === 0
              ? value({}, alert.value, alert.checkedAt)
              : shown(alert.value, unit))}
        </strong>{" "}
        <span className="quiet">
          {conditionText(alert)}
          {alert.checkedAt && (
            <>
              , checked <Time iso={alert.checkedAt} />
            </>
          )}
        </span>
      </p>
      {alert.error && <p className="field-error">{alert.error}</p>}
      {alert.query.groupBy.length > 0 && alert.groups.length > 0 && (
        <ul className="alert-standing-groups">
          {alert.groups.map((each) => (
            <li key={groupName(each.group)}>
              <StateBadge state={each.state} /> {groupName(each.group)} {value(each.group, each.value, each.checkedAt)}
            </li>
          ))}
          {alert.groupCount > alert.groups.length && (
            <li className="quiet">and {alert.groupCount - alert.groups.length} more</li>
          )}
        </ul>
      )}
    </section>
  );
}
