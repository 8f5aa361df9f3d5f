import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { BellRing, Plus } from "lucide-react";
import { shown } from "../../components/charts";
import { EmptyState } from "../../components/EmptyState";
import { PageHead } from "../../components/PageHead";
import { ErrorLine } from "../../components/Problem";
import { Time } from "../../components/Time";
import { findProject, mayReadKeys, useSession } from "../../lib/session";
import { AlertTabs } from "./AlertTabs";
import { type Alert, alertsQuery, conditionText, groupName, unitOf } from "./model";
import { StateBadge } from "./StateBadge";

const ORDER = ["alerting", "no_data", "unknown", "ok"];

export function Alerts() {
  const { projectId } = useParams({ from: "/signed-in/project/$projectId/alerts" });
  const mayWrite = mayReadKeys(findProject(useSession(), projectId)?.project.role);
  const alerts = useQuery(alertsQuery(projectId));
  const rows = [...(alerts.data?.data ?? [])].sort(
    (one, other) => ORDER.indexOf(one.state) - ORDER.indexOf(other.state),
  );
  const make = mayWrite && (
    <Link className="button primary" to="/project/$projectId/alerts/new" params={{ projectId }}>
      <Plus aria-hidden />
      New alert
    </Link>
  );
  return (
    <div className="text-page wide">
      <PageHead title="Alerts">{rows.length > 0 && make}</PageHead>
      <AlertTabs projectId={projectId} />
      <ErrorLine error={alerts.error} />
      {alerts.isLoading && <div className="skeleton" role="status" aria-label="Loading" />}
      {alerts.data && rows.length === 0 && (
        <EmptyState icon={BellRing} title="Nothing is watched yet">
          <p>
            An alert measures cost, errors, latency or scores over a sliding window, and tells people by
            e-mail, webhook or Slack when a threshold is crossed.
          </p>
          {make}
        </EmptyState>
      )}
      {rows.length > 0 && (
        <div className="scroll-x" tabIndex={0} role="region" aria-label="Alerts of this project">
          <table className="plain-table alerts">
            <thead>
              <tr>
                <th scope="col">State</th>
                <th scope="col">Alert</th>
                <th scope="col" className="number">
                  Value
                </th>
                <th scope="col">Checked</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((alert) => (
                <Row key={alert.id} alert={alert} projectId={projectId} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}

function Row({ alert, projectId }: { alert: Alert; projectId: string }) {
  const muted = alert.mutedUntil !== null && new Date(alert.mutedUntil) > new Date();
  const firing = alert.groups.filter((each) => each.state === "alerting");
  const grouped = alert.query.groupBy.length > 0;
  return (
    <tr>
      <td>{alert.enabled ? <StateBadge state={alert.state} muted={muted} /> : <span className="quiet">Off</span>}</td>
      <td>
        <Link to="/project/$projectId/alerts/$alertId" params={{ projectId, alertId: alert.id }}>
          {alert.name}
        </Link>
        <p className="quiet">{conditionText(alert)}</p>
        {grouped && firing.length > 0 && (
          <p className="alert-groups">{firing.map((each) => groupName(each.group)).join(", ")}</p>
        )}
        {alert.error && <p className="field-error">{alert.error}</p>}
      </td>
      <td className="number">{alert.checkedAt ? shown(alert.value, unitOf(alert.query)) : "–"}</td>
      <td>{alert.checkedAt ? <Time iso={alert.checkedAt} /> : <span className="quiet">not yet</span>}</td>
    </tr>
  );
}
