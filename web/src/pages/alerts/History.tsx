import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { History as HistoryIcon } from "lucide-react";
import { useState } from "react";
import { exact } from "../../components/charts";
import { Button } from "../../components/Button";
import { EmptyState } from "../../components/EmptyState";
import { PageHead } from "../../components/PageHead";
import { ErrorLine } from "../../components/Problem";
import { Time } from "../../components/Time";
import { api } from "../../lib/api";
import { AlertTabs } from "./AlertTabs";
import { Behind } from "./Behind";
import { type Alert, type AlertEvent, alertsPath, alertsQuery, groupName, unitOf } from "./model";
import { StateBadge } from "./StateBadge";

interface Page {
  data: AlertEvent[];
  meta: { page: number; totalPages: number };
}

export function History() {
  const { projectId } = useParams({ from: "/signed-in/project/$projectId/alerts/history" });
  return (
    <div className="text-page wide">
      <PageHead title="Alerts" />
      <AlertTabs projectId={projectId} />
      <Events projectId={projectId} />
    </div>
  );
}

/** Changes of state, newest first: of one alert, or of all. */
export function Events({ projectId, alertId }: { projectId: string; alertId?: string }) {
  const [page, setPage] = useState(1);
  const events = useQuery({
    queryKey: ["alert-events", projectId, alertId, page],
    queryFn: ({ signal }) =>
      api<Page>(`${alertsPath(projectId)}/events`, { query: { alertId, page, limit: 50 }, signal }),
    placeholderData: (before) => before,
    refetchInterval: 30_000,
  });
  const alerts = useQuery(alertsQuery(projectId)).data?.data ?? [];
  const rows = events.data?.data ?? [];
  const pages = events.data?.meta.totalPages ?? 1;
  return (
    <>
      <ErrorLine error={events.error} />
      {events.isLoading && <div className="skeleton" role="status" aria-label="Loading" />}
      {events.data && rows.length === 0 && (
        <EmptyState icon={HistoryIcon} title="No state has changed yet">
          <p>Changes are kept for 90 days.</p>
        </EmptyState>
      )}
      {rows.length > 0 && (
        <div className="scroll-x" tabIndex={0} role="region" aria-label="Changes of state">
          <table className="plain-table alerts">
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">State</th>
                {!alertId && <th scope="col">Alert</th>}
                <th scope="col">Group</th>
                <th scope="col" className="number">
                  Value
                </th>
                <th scope="col">Told</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((each) => (
                <tr key={each.id}>
                  <td>
                    <Time iso={each.at} />
                  </td>
                  <td>
                    <StateBadge state={each.toState} />
                  </td>
                  {!alertId && (
                    <td>
                      <Link to="/project/$projectId/alerts/$alertId" params={{ projectId, alertId: each.alertId }}>
                        {each.alertName}
                      </Link>
                    </td>
                  )}
                  <td>{groupName(each.group)}</td>
                  <td className="number">
                    <EventValue
                      projectId={projectId}
                      event={each}
                      alert={alerts.find(({ id }) => id === each.alertId)}
                    />
                  </td>
                  <td>{each.muted ? "muted" : each.channels === 1 ? "1 channel" : `${each.channels} channels`}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {pages > 1 && (
        <p className="row end">
          <Button small disabled={page <= 1} onClick={() => setPage(page - 1)}>
            Newer
          </Button>
          <Button small disabled={page >= pages} onClick={() => setPage(page + 1)}>
            Older
          </Button>
        </p>
      )}
    </>
  );
}

/** The value that changed the state; it opens what it was measured from. */
function EventValue(props: { projectId: string; event: AlertEvent; alert?: Alert }) {
  const { projectId, event, alert } = props;
  if (!alert || event.value === null) return exact(event.value, "");
  const { query, windowSeconds } = alert;
  return (
    <Behind {...{ projectId, query, windowSeconds }} group={event.group} at={event.at}>
      {exact(event.value, unitOf(query))}
    </Behind>
  );
}
