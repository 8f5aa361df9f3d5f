// The one table of pages: sidebar, command palette, `g x` shortcuts, help and the tests of every
// page are drawn from it. A new page is one line here and its route in router.tsx.
import {
  BellRing,
  ChartColumn,
  ClipboardCheck,
  Database,
  FileText,
  FlaskConical,
  Inbox,
  KeyRound,
  ListTree,
  type LucideIcon,
  MessagesSquare,
  Rocket,
  Rows3,
  Settings,
  Star,
  Users,
} from "lucide-react";

export interface NavigationPage {
  /** A route of router.tsx. */
  to: string;
  label: string;
  icon: LucideIcon;
  /** Second key of the shortcut `g x`; every page has its own. */
  key: string;
  group: NavigationGroup;
}

/** Groups in the order of the sidebar. */
export const GROUPS = ["Observe", "Build", "Operate", "Project"] as const;
export type NavigationGroup = (typeof GROUPS)[number];

/** Pages of a project, in the order of the sidebar. */
export const NAVIGATION = [
  { to: "/project/$projectId/traces", label: "Traces", icon: ListTree, key: "t", group: "Observe" },
  { to: "/project/$projectId/observations", label: "Observations", icon: Rows3, key: "o", group: "Observe" },
  { to: "/project/$projectId/sessions", label: "Sessions", icon: MessagesSquare, key: "s", group: "Observe" },
  { to: "/project/$projectId/users", label: "Users", icon: Users, key: "u", group: "Observe" },
  { to: "/project/$projectId/dashboards", label: "Dashboards", icon: ChartColumn, key: "d", group: "Observe" },
  { to: "/project/$projectId/prompts", label: "Prompts", icon: FileText, key: "p", group: "Build" },
  { to: "/project/$projectId/playground", label: "Playground", icon: FlaskConical, key: "y", group: "Build" },
  { to: "/project/$projectId/datasets", label: "Datasets", icon: Database, key: "e", group: "Build" },
  { to: "/project/$projectId/scores", label: "Scores", icon: Star, key: "c", group: "Build" },
  { to: "/project/$projectId/annotation-queues", label: "Annotation", icon: ClipboardCheck, key: "a", group: "Build" },
  { to: "/project/$projectId/alerts", label: "Alerts", icon: BellRing, key: "l", group: "Operate" },
  { to: "/project/$projectId/gateway/keys", label: "Gateway", icon: KeyRound, key: "g", group: "Operate" },
  { to: "/project/$projectId/ingestion", label: "Ingestion", icon: Inbox, key: "i", group: "Operate" },
  { to: "/project/$projectId/start", label: "Set-up", icon: Rocket, key: "n", group: "Project" },
  { to: "/project/$projectId/settings", label: "Settings", icon: Settings, key: ",", group: "Project" },
] as const satisfies readonly NavigationPage[];

export type PageAddress = (typeof NAVIGATION)[number]["to"];
