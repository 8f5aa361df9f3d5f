import * as Modal from "@radix-ui/react-dialog";
import { useNavigate } from "@tanstack/react-router";
import { Command } from "cmdk";
import { CircleHelp, Link2, Moon, Plus, Sun } from "lucide-react";
import { useState } from "react";
import { NAVIGATION } from "../../lib/navigation";
import { type Place, everyProject, useSession } from "../../lib/session";
import { settingsFor } from "../../lib/settingsPages";
import { currentTheme, switchTheme } from "../../lib/theme";
import { copyText } from "../Copy";
import { toast } from "../Toasts";
import { FoundIds, RecentTraces } from "./Found";
import { Item } from "./Item";
import "../../styles/palette.css";

interface Props {
  place: Place | undefined;
  onClose: () => void;
  onHelp: () => void;
}

/** Finds pages, projects, traces and actions by a few letters, and anything by its id. */
export function Palette({ place, onClose, onHelp }: Props) {
  const session = useSession();
  const navigate = useNavigate();
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState("");
  const dark = currentTheme() === "dark";
  const then = (act: () => unknown) => () => {
    onClose();
    act();
  };
  const projects = everyProject(session).filter(({ project }) => project.id !== place?.project.id);
  return (
    <Modal.Root open onOpenChange={(open) => !open && onClose()}>
      <Modal.Portal>
        <Modal.Overlay className="dialog-ground" />
        <Modal.Content className="palette" aria-describedby={undefined}>
          <Modal.Title className="hidden">Search</Modal.Title>
          <Command label="Search" loop value={chosen} onValueChange={setChosen}>
            <Command.Input
              placeholder="Search, or paste the id of anything"
              value={text}
              onValueChange={setText}
            />
            <Command.List label="Found">
              <Command.Empty>Nothing is called that, and nothing has this id.</Command.Empty>
              {place && (
                <FoundIds
                  projectId={place.project.id}
                  text={text}
                  then={then}
                  onFound={setChosen}
                />
              )}
              {place && (
                <Command.Group heading="Pages">
                  {NAVIGATION.map(({ to, label, icon, key }) => (
                    <Item
                      key={to}
                      icon={icon}
                      keys={`g ${key}`}
                      onSelect={then(() =>
                        navigate({ to, params: { projectId: place.project.id } }),
                      )}
                    >
                      {label}
                    </Item>
                  ))}
                </Command.Group>
              )}
              {place && <RecentTraces projectId={place.project.id} then={then} />}
              {projects.length > 0 && (
                <Command.Group heading="Projects">
                  {projects.map(({ project, organization }) => (
                    <Item
                      key={project.id}
                      icon={NAVIGATION[0].icon}
                      value={`project ${project.name} ${organization.name} ${project.id}`}
                      note={organization.name}
                      onSelect={then(() =>
                        navigate({
                          to: "/project/$projectId/traces",
                          params: { projectId: project.id },
                        }),
                      )}
                    >
                      {project.name}
                    </Item>
                  ))}
                </Command.Group>
              )}
              {place && text && (
                <Command.Group heading="Settings">
                  {settingsFor(session?.user?.isAdmin ?? false).map(({ to, label, icon, group }) => (
                    <Item
                      key={to}
                      icon={icon}
                      value={`settings ${label} ${group}`}
                      note={group}
                      onSelect={then(() =>
                        navigate({ to, params: { projectId: place.project.id } }),
                      )}
                    >
                      {label}
                    </Item>
                  ))}
                </Command.Group>
              )}
              <Command.Group heading="Actions">
                <Item icon={Plus} onSelect={then(() => navigate({ to: "/projects" }))}>
                  New project
                </Item>
                <Item
                  icon={Link2}
                  onSelect={then(() =>
                    copyText(location.href).then((done) => done && toast("Link copied.")),
                  )}
                >
                  Copy a link to this page
                </Item>
                <Item icon={dark ? Sun : Moon} keys="Shift+D" onSelect={then(switchTheme)}>
                  {dark ? "Use light colours" : "Use dark colours"}
                </Item>
                <Item icon={CircleHelp} keys="?" onSelect={onHelp}>
                  Shortcuts
                </Item>
              </Command.Group>
            </Command.List>
          </Command>
        </Modal.Content>
      </Modal.Portal>
    </Modal.Root>
  );
}
