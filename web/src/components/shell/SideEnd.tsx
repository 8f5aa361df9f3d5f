import * as Menu from "@radix-ui/react-dropdown-menu";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { CircleHelp, LogOut, Moon, Palette, Sun, User, UserRound } from "lucide-react";
import { api } from "../../lib/api";
import { useProjectId, usualProject, useSession } from "../../lib/session";
import { switchTheme, useTheme } from "../../lib/theme";
import { IconButton } from "../IconButton";

/** Foot of the sidebar: colours, help, and the person. */
export function SideEnd({ onHelp }: { onHelp: () => void }) {
  const theme = useTheme();
  return (
    <div className="side-end">
      <IconButton
        icon={theme === "dark" ? Sun : Moon}
        aria-label={theme === "dark" ? "Use light colours" : "Use dark colours"}
        title="Light or dark (Shift+D)"
        onClick={switchTheme}
      />
      <IconButton
        icon={CircleHelp}
        aria-label="Shortcuts"
        title="Shortcuts (?)"
        onClick={onHelp}
      />
      <UserMenu />
    </div>
  );
}

function UserMenu() {
  const session = useSession();
  const client = useQueryClient();
  const router = useRouter();
  const here = useProjectId();
  const projectId = here || (session && usualProject(session));
  const open = (to: "account" | "appearance") => {
    if (projectId) void router.navigate({ to: `/project/$projectId/settings/${to}`, params: { projectId } });
  };
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
          {projectId && (
            <>
              <Menu.Item className="menu-item" onSelect={() => open("account")}>
                <UserRound aria-hidden />
                <span>Account</span>
              </Menu.Item>
              <Menu.Item className="menu-item" onSelect={() => open("appearance")}>
                <Palette aria-hidden />
                <span>Appearance</span>
              </Menu.Item>
            </>
          )}
          <Menu.Item className="menu-item" onSelect={() => logOut.mutate()}>
            <LogOut aria-hidden />
            <span>Sign out</span>
          </Menu.Item>
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  );
}
