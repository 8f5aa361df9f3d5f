// The one table of settings pages: their navigation and the command palette are drawn from it.
import {
  Banknote,
  Building2,
  FolderKanban,
  HeartPulse,
  KeyRound,
  type LucideIcon,
  Palette,
  PlugZap,
  Ruler,
  SlidersHorizontal,
  Timer,
  UserCog,
  UserRound,
  Users,
} from "lucide-react";

interface SettingsPage {
  to: string;
  label: string;
  icon: LucideIcon;
  group: SettingsGroup;
}

/** Groups in order; the last is the administrator's. */
export const SETTINGS_GROUPS = ["Project", "Organisation", "You", "Instance"] as const;
export type SettingsGroup = (typeof SETTINGS_GROUPS)[number];

const AT = "/project/$projectId/settings";

export const SETTINGS = [
  { to: `${AT}/general`, label: "General", icon: SlidersHorizontal, group: "Project" },
  { to: `${AT}/members`, label: "Members", icon: Users, group: "Project" },
  { to: `${AT}/api-keys`, label: "API keys", icon: KeyRound, group: "Project" },
  { to: `${AT}/models`, label: "Models and prices", icon: Banknote, group: "Project" },
  { to: `${AT}/score-configs`, label: "Score configs", icon: Ruler, group: "Project" },
  { to: `${AT}/llm-connections`, label: "LLM connections", icon: PlugZap, group: "Project" },
  { to: `${AT}/retention`, label: "Data retention", icon: Timer, group: "Project" },
  { to: `${AT}/projects`, label: "Projects", icon: FolderKanban, group: "Organisation" },
  { to: `${AT}/account`, label: "Account", icon: UserRound, group: "You" },
  { to: `${AT}/appearance`, label: "Appearance", icon: Palette, group: "You" },
  { to: `${AT}/users`, label: "Users", icon: UserCog, group: "Instance" },
  { to: `${AT}/organizations`, label: "Organisations", icon: Building2, group: "Instance" },
  { to: `${AT}/health`, label: "Health and sizes", icon: HeartPulse, group: "Instance" },
] as const satisfies readonly SettingsPage[];

/** What this person sees. */
export function settingsFor(isAdmin: boolean) {
  return SETTINGS.filter((page) => isAdmin || page.group !== "Instance");
}
