import * as Drawer from "@radix-ui/react-dialog";
import { Outlet, useNavigate, useParams } from "@tanstack/react-router";
import { Menu, Search } from "lucide-react";
import { Suspense, lazy, useEffect, useState } from "react";
import { NARROW, useMedia } from "../lib/media";
import { NAVIGATION } from "../lib/navigation";
import { findProject, useSession, usualProject } from "../lib/session";
import { useShortcuts } from "../lib/shortcuts";
import { switchTheme } from "../lib/theme";
import { IconButton } from "./IconButton";
import { Logo } from "./Logo";
import { Problem } from "./Problem";
import { ShortcutHelp } from "./ShortcutHelp";
import { ProjectMenu } from "./shell/ProjectMenu";
import { Sidebar } from "./shell/Sidebar";

const Palette = lazy(() => import("./palette/Palette").then((m) => ({ default: m.Palette })));

/** Everything around a page: navigation, shortcuts, command palette. */
export function Shell() {
  const { projectId } = useParams({ strict: false });
  const session = useSession();
  const navigate = useNavigate();
  const narrow = useMedia(NARROW);
  const [help, setHelp] = useState(false);
  const [palette, setPalette] = useState(false);
  const [drawer, setDrawer] = useState(false);
  // Pages outside a project keep the navigation of the project one was in.
  const shown = projectId ?? (session && usualProject(session));
  const place = shown ? findProject(session, shown) : undefined;
  useEffect(() => {
    if (!narrow) setDrawer(false);
  }, [narrow]);
  useShortcuts({
    palette: () => setPalette(true),
    help: () => setHelp(true),
    theme: switchTheme,
    ...Object.fromEntries(
      NAVIGATION.map(({ to }) => [
        `go ${to}`,
        () => place && void navigate({ to, params: { projectId: place.project.id } }),
      ]),
    ),
  });
  const sidebar = {
    place,
    onSearch: () => {
      setDrawer(false);
      setPalette(true);
    },
    onHelp: () => {
      setDrawer(false);
      setHelp(true);
    },
  };
  return (
    <div className="shell">
      <a className="skip" href="#main">
        Skip to the content
      </a>
      {narrow ? (
        <header className="top">
          <Drawer.Root open={drawer} onOpenChange={setDrawer}>
            <Drawer.Trigger className="icon-button" aria-label="Menu">
              <Menu aria-hidden />
            </Drawer.Trigger>
            <Drawer.Portal>
              <Drawer.Overlay className="dialog-ground" />
              <Drawer.Content className="drawer" aria-describedby={undefined}>
                <Drawer.Title className="hidden">Menu</Drawer.Title>
                <nav className="side" aria-label="Main">
                  <Sidebar {...sidebar} onChoose={() => setDrawer(false)} />
                </nav>
              </Drawer.Content>
            </Drawer.Portal>
          </Drawer.Root>
          <Logo />
          <ProjectMenu name={place?.project.name} />
          <IconButton
            icon={Search}
            aria-label="Search"
            onClick={sidebar.onSearch}
          />
        </header>
      ) : (
        <nav className="side" aria-label="Main">
          <Sidebar {...sidebar} />
        </nav>
      )}
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
      {palette && (
        <Suspense>
          <Palette
            place={place}
            onClose={() => setPalette(false)}
            onHelp={() => {
              setPalette(false);
              setHelp(true);
            }}
          />
        </Suspense>
      )}
    </div>
  );
}
