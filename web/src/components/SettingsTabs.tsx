import { Link } from "@tanstack/react-router";

export function SettingsTabs({ projectId }: { projectId: string }) {
  return (
    <nav className="tabs" aria-label="Settings">
      <Link className="tab" to="/project/$projectId/settings/api-keys" params={{ projectId }}>
        API keys
      </Link>
      <Link className="tab" to="/project/$projectId/settings/projects" params={{ projectId }}>
        Projects
      </Link>
    </nav>
  );
}
