import * as Menu from "@radix-ui/react-dropdown-menu";
import { useNavigate } from "@tanstack/react-router";
import { Activity, ChevronsUpDown, Plus } from "lucide-react";
import { everyProject, useSession } from "../../lib/session";

/** Changes the project; names the present one. */
export function ProjectMenu({ name, onChoose }: { name?: string; onChoose?: () => void }) {
  const session = useSession();
  const navigate = useNavigate();
  const several = (session?.organizations.length ?? 0) > 1;
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger className="project-button" aria-label={`Project: ${name ?? "none"}`}>
        <span>{name ?? "Projects"}</span>
        <ChevronsUpDown aria-hidden />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Content className="menu" align="start" sideOffset={4} collisionPadding={8}>
          {everyProject(session).map(({ project, organization }) => (
            <Menu.Item
              key={project.id}
              className="menu-item"
              onSelect={() => {
                onChoose?.();
                void navigate({
                  to: "/project/$projectId/traces",
                  params: { projectId: project.id },
                });
              }}
            >
              <Activity aria-hidden />
              <span>
                {project.name}
                {several && <small>{organization.name}</small>}
              </span>
            </Menu.Item>
          ))}
          <Menu.Separator className="menu-line" />
          <Menu.Item
            className="menu-item"
            onSelect={() => {
              onChoose?.();
              void navigate({ to: "/projects" });
            }}
          >
            <Plus aria-hidden />
            <span>All projects, new project</span>
          </Menu.Item>
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  );
}
