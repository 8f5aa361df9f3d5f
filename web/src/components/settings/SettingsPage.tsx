import { Link } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef } from "react";
import { useProjectId, useSession } from "../../lib/session";
import { SETTINGS_GROUPS, settingsFor } from "../../lib/settingsPages";
import { PageHead } from "../PageHead";
import "../../styles/settings.css";

interface Props {
  title: string;
  /** Buttons at the right of the title. */
  tools?: ReactNode;
  children: ReactNode;
}

/** A settings page beside the list of all of them. */
export function SettingsPage({ title, tools, children }: Props) {
  const projectId = useProjectId();
  const pages = settingsFor(useSession()?.user?.isAdmin ?? false);
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    // On narrow windows the list is a line that scrolls.
    const here = nav.current?.querySelector("[aria-current=page]");
    here?.scrollIntoView({ inline: "center", block: "nearest" });
  }, []);
  return (
    <div className="settings-page">
      <nav ref={nav} className="settings-nav" aria-label="Settings">
        {SETTINGS_GROUPS.filter((group) => pages.some((page) => page.group === group)).map(
          (group) => (
            <div key={group} role="group" aria-label={group}>
              <h2 aria-hidden>{group}</h2>
              <ul>
                {pages
                  .filter((page) => page.group === group)
                  .map(({ to, label, icon: Icon }) => (
                    <li key={to}>
                      <Link to={to} params={{ projectId }} className="page-link">
                        <Icon aria-hidden />
                        <span>{label}</span>
                      </Link>
                    </li>
                  ))}
              </ul>
            </div>
          ),
        )}
      </nav>
      <div className="text-page wide">
        <PageHead title={title}>{tools}</PageHead>
        {children}
      </div>
    </div>
  );
}
