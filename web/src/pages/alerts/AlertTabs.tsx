import { Link } from "@tanstack/react-router";
import "../../styles/alerts.css";

export function AlertTabs({ projectId }: { projectId: string }) {
  return (
    <nav className="tabs" aria-label="Alerts">
      <Link className="tab" to="/project/$projectId/alerts" params={{ projectId }} activeOptions={{ exact: true }}>
        Alerts
      </Link>
      <Link className="tab" to="/project/$projectId/alerts/history" params={{ projectId }}>
        History
      </Link>
      <Link className="tab" to="/project/$projectId/alerts/channels" params={{ projectId }}>
        Channels
      </Link>
    </nav>
  );
}
