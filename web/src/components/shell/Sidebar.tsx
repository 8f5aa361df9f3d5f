import { Link } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { GROUPS, NAVIGATION } from "../../lib/navigation";
import type { Place } from "../../lib/session";
import { MOD } from "../../lib/shortcuts";
import { Logo } from "../Logo";
import { ProjectMenu } from "./ProjectMenu";
import { SideEnd } from "./SideEnd";

interface Props {
  place: Place | undefined;
  onSearch: () => void;
  onHelp: () => void;
  /** After a page was chosen: the drawer closes. */
  onChoose?: () => void;
}

export function Sidebar({ place, onSearch, onHelp, onChoose }: Props) {
  return (
    <>
      <Link to="/" className="brand" onClick={onChoose}>
        <Logo />
        <span>Gatelight</span>
      </Link>
      <ProjectMenu name={place?.project.name} onChoose={onChoose} />
      <button type="button" className="search-button" onClick={onSearch}>
        <Search aria-hidden />
        <span>Search</span>
        <kbd aria-hidden>{MOD}K</kbd>
      </button>
      {place && (
        <div className="pages">
          {GROUPS.map((group) => (
            <Group key={group} group={group} projectId={place.project.id} onChoose={onChoose} />
          ))}
        </div>
      )}
      <SideEnd onHelp={onHelp} />
    </>
  );
}

interface GroupProps {
  group: (typeof GROUPS)[number];
  projectId: string;
  onChoose?: () => void;
}

function Group({ group, projectId, onChoose }: GroupProps) {
  const pages = NAVIGATION.filter((page) => page.group === group);
  if (pages.length === 0) return null;
  return (
    <div role="group" aria-label={group}>
      <h2 aria-hidden>{group}</h2>
      <ul>
        {pages.map(({ to, label, icon: Icon, key }) => (
          <li key={to}>
            <Link
              to={to}
              params={{ projectId }}
              className="page-link"
              title={`g ${key}`}
              onClick={onChoose}
            >
              <Icon aria-hidden />
              <span>{label}</span>
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
