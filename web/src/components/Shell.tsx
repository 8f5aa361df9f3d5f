import * as Menu from "@radix-ui/react-dropdown-menu";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, Outlet, useNavigate, useParams, useRouter } from "@tanstack/react-router";
import {
  Activity,
  ChevronsUpDown,
  CircleHelp,
  Inbox,
  ListTree,
  LogOut,
  MessagesSquare,
  Moon,
  Plus,
  Rocket,
  Settings,
  Sun,
  User,
} from "lucide-react";
import { useState } from "react";
import { api } from "../lib/api";
import { everyProject, findProject, useSession } from "../lib/session";
import { useShortcuts } from "../lib/shortcuts";
import { currentTheme, switchTheme } from "../lib/theme";
import { Logo } from "./Logo";
import { Problem } from "./Problem";
import { ShortcutHelp } from "./ShortcutHelp";

const PAGES = [
  { to: "/project/$projectId/traces", label: "Traces", icon: ListTree },
  { to: "/project/$projectId/sessions", label: "Sessions", icon: MessagesSquare },
  { to: "/project/$projectId/ingestion", label: "Ingestion", icon: Inbox },
  { to: "/project/$projectId/start", label: "Set-up", icon: Rocket },
  { to: "/project/$projectId/settings", label: "Settings", icon: Settings },
] as const;

export function Shell() {
  const { projectId } = useParams({ strict: false });
  const session = useSession();
  const navigate = useNavigate();
  const [help, setHelp] = useState(false);
  const [theme, setTheme] = useState(currentTheme);
  const place = projectId ? findProject(session, projectId) : undefined;
  const go = (to: (typeof PAGES)[number]["to"]) => {
    if (projectId) void navigate({ to, params: { projectId } });
  };
  useShortcuts({
    help: () => setHelp(true),
    theme: () => setTheme(switchTheme()),
    goTraces: () => go("/project/$projectId/traces"),
    goSessions: () => go("/project/$projectId/sessions"),
    goIngestion: () => go("/project/$projectId/ingestion"),
  });
  return (
    <div className="shell">
      <a className="skip" href="#main">
        Skip to the content
      </a>
      <nav className="side" aria-label="Main">
        <Link to="/" className="brand">
          <Logo />
          <span>Gatelight</span>
        </Link>
        <ProjectMenu name={place?.project.name} />
        {place && (
          <ul className="pages">
            {PAGES.map(({ to, label, icon: Icon }) => (
              <li key={to}>
                <Link to={to} params={{ projectId: place.project.id }} className="page-link">
                  <Icon aria-hidden />
                  <span>{label}</span>
                </Link>
              </li>
            ))}
          </ul>
        )}
        <div className="side-end">
          <button
            type="button"
            className="icon-button"
            aria-label={theme === "dark" ? "Use light colours" : "Use dark colours"}
            title="Light or dark (Shift+D)"
            onClick={() => setTheme(switchTheme())}
          >
            {theme === "dark" ? <Sun aria-hidden /> : <Moon aria-hidden />}
          </button>
          <button
            type="button"
            className="icon-button"
            aria-label="Shortcuts"
            title="Shortcuts (?)"
            onClick={() => setHelp(true)}
          >
            <CircleHelp aria-hidden />
          </button>
          <UserMenu />
        </div>
      </nav>
      <main id="main" tabIndex={-1}>
        {projectId && session && !place ? (
          <Problem
            title="You cannot see this project"
            text="It does not exist, or you are not a member of it."
          />
        ) : (
          <Outlet />
        )}
      </main>
      {help && <ShortcutHelp onClose={() => setHelp(false)} />}
    </div>
  );
}

function ProjectMenu({ name }: { name: string | undefined }) {
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
        <Menu.Content className="menu" align="start" sideOffset={4}>
          {everyProject(session).map(({ project, organization }) => (
            <Menu.Item
              key={project.id}
              className="menu-item"
              onSelect={() =>
                void navigate({
                  to: "/project/$projectId/traces",
                  params: { projectId: project.id },
                })
              }
            >
              <Activity aria-hidden />
              <span>{project.name}</span>
              {several && <small>{organization.name}</small>}
            </Menu.Item>
          ))}
          <Menu.Separator className="menu-line" />
          <Menu.Item className="menu-item" onSelect={() => void navigate({ to: "/projects" })}>
            <Plus aria-hidden />
            <span>All projects, new project</span>
          </Menu.Item>
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  );
}

function UserMenu() {
  const session = useSession();
  const client = useQueryClient();
  const router = useRouter();
  const logOut = useMutation({
    mutationFn: () => api("/api/auth/logout", { method: "POST", body: {} }),
    onSuccess: async () => {
      client.clear();
      await router.navigate({ to: "/sign-in" });
    },
  });
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger className="icon-button" aria-label="Your account" title={session?.user?.email}>
        <User aria-hidden />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Content className="menu" align="end" sideOffset={4} collisionPadding={8}>
          <Menu.Label className="menu-label">
            {session?.user?.name}
            <small>{session?.user?.email}</small>
          </Menu.Label>
          <Menu.Separator className="menu-line" />
          <Menu.Item className="menu-item" onSelect={() => logOut.mutate()}>
            <LogOut aria-hidden />
            <span>Sign out</span>
          </Menu.Item>
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  );
}
