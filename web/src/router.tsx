import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import { Problem } from "./components/Problem";
import { Root } from "./components/Root";
import { Shell } from "./components/Shell";
import { api } from "./lib/api";
import { BASE } from "./lib/base";
import { prefetchRows, readExploreSearch } from "./lib/explore";
import { readScoreSearch } from "./lib/scores";
import {
  type PageSearch,
  parseSearch,
  type Range,
  readPageSearch,
  stringifySearch,
} from "./lib/search";
import {
  readSpanSearch,
  readUsersSearch,
  type SpanSearch,
  type UsersSearch,
} from "./lib/spanSearch";
// Part of the entry (docs/architecture.md, "The pages").
import { Observations } from "./pages/Observations";
import { Traces } from "./pages/Traces";
import type { TracePlace } from "./components/trace/TraceView";
import { isShared, prefetchTrace } from "./lib/traceSource";
import { findProject, rememberProject, sessionQuery, usualProject } from "./lib/session";

interface Context {
  client: QueryClient;
}

const root = createRootRouteWithContext<Context>()({
  component: Root,
  notFoundComponent: () => (
    <main>
      <Problem title="There is no such page" text="The address may be cut off." />
    </main>
  ),
  errorComponent: ({ error }) => (
    <main>
      <Broken error={error} />
    </main>
  ),
});

function Broken({ error }: { error: unknown }) {
  const text = error instanceof Error ? error.message : String(error);
  return <Problem title="This page broke" text={text} reload />;
}

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: async ({ context }) => {
    const session = await context.client.ensureQueryData(sessionQuery);
    if (!session.user) throw redirect({ to: session.setupNeeded ? "/sign-up" : "/sign-in" });
    const project = usualProject(session);
    if (!project) throw redirect({ to: "/projects" });
    throw redirect({ to: "/project/$projectId/traces", params: { projectId: project } });
  },
});

interface SessionsSearch extends PageSearch {
  order?: string;
  q?: string;
}

interface Next {
  next?: string;
}
const readNext = (search: Record<string, unknown>): Next => ({
  next: typeof search.next === "string" && /^\/(?!\/)/.test(search.next) ? search.next : undefined,
});

const readTracePlace = (search: Record<string, unknown>): TracePlace => ({
  observation: search.observation === undefined ? undefined : String(search.observation),
  show: search.show === "transcript" || search.show === "logs" ? search.show : undefined,
  pane: search.pane === "graph" ? search.pane : undefined,
});

const sharedTrace = createRoute({
  getParentRoute: () => root,
  path: "/public/traces/$projectId/$traceId",
  validateSearch: readTracePlace,
  component: lazyRouteComponent(() => import("./pages/SharedTrace"), "SharedTrace"),
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: readNext,
  component: lazyRouteComponent(() => import("./pages/SignIn"), "SignIn"),
});
const signUp = createRoute({
  getParentRoute: () => root,
  path: "/sign-up",
  validateSearch: readNext,
  component: lazyRouteComponent(() => import("./pages/SignIn"), "SignUp"),
});

const setPassword = createRoute({
  getParentRoute: () => root,
  path: "/set-password",
  component: lazyRouteComponent(() => import("./pages/SetPassword"), "SetPassword"),
});

/** The trace a link leads to, when it is shared with everybody: no log-in is needed then. */
async function sharedInstead(path: string) {
  const found = /^\/project\/([^/]+)\/traces\/([^/]+)$/.exec(path.slice(path.indexOf("/project/")));
  if (!found) return null;
  const [projectId, traceId] = found.slice(1).map(decodeURIComponent) as [string, string];
  return (await isShared(projectId, traceId)) ? { projectId, traceId } : null;
}

const signedIn = createRoute({
  getParentRoute: () => root,
  id: "signed-in",
  beforeLoad: async ({ context, location }) => {
    const session = await context.client.ensureQueryData(sessionQuery);
    if (!session.user) {
      const shared = await sharedInstead(location.pathname);
      if (shared) {
        const search = location.search as TracePlace;
        throw redirect({ to: "/public/traces/$projectId/$traceId", params: shared, search });
      }
      throw redirect({
        to: session.setupNeeded ? "/sign-up" : "/sign-in",
        search: { next: location.href },
      });
    }
    return { session };
  },
  component: Shell,
});

const projects = createRoute({
  getParentRoute: () => signedIn,
  path: "/projects",
  component: lazyRouteComponent(() => import("./pages/Projects"), "Projects"),
});

const project = createRoute({
  getParentRoute: () => signedIn,
  path: "/project/$projectId",
  errorComponent: Broken,
  beforeLoad: ({ context, params }) => {
    const found = findProject(context.session, params.projectId);
    if (found) rememberProject(params.projectId);
    return { place: found };
  },
});

const projectHome = createRoute({
  getParentRoute: () => project,
  path: "/",
  beforeLoad: ({ params }) => {
    throw redirect({ to: "/project/$projectId/traces", params });
  },
});
const start = createRoute({
  getParentRoute: () => project,
  path: "start",
  component: lazyRouteComponent(() => import("./pages/Start"), "Start"),
});
const traces = createRoute({
  getParentRoute: () => project,
  path: "traces",
  validateSearch: readExploreSearch,
  loaderDeps: ({ search }) => search,
  // The rows are asked for while the page's own code is still on its way.
  loader: ({ context, params, deps }) => prefetchRows(context.client, "traces", params.projectId, deps),
  component: Traces,
});
const observations = createRoute({
  getParentRoute: () => project,
  path: "observations",
  validateSearch: readExploreSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, params, deps }) =>
    prefetchRows(context.client, "observations", params.projectId, deps),
  component: Observations,
});
const trace = createRoute({
  getParentRoute: () => project,
  path: "traces/$traceId",
  validateSearch: readTracePlace,
  // Not for a link under the pointer: a trace may be large.
  loader: ({ context, params, cause }) => {
    if (cause !== "preload") prefetchTrace(context.client, params.projectId, params.traceId);
  },
  component: lazyRouteComponent(() => import("./pages/Trace"), "Trace"),
});
const sessions = createRoute({
  getParentRoute: () => project,
  path: "sessions",
  validateSearch: (search: Record<string, unknown>): SessionsSearch => ({
    ...readPageSearch(search),
    order: typeof search.order === "string" ? search.order : undefined,
    q: search.q === undefined ? undefined : String(search.q),
  }),
  component: lazyRouteComponent(() => import("./pages/Sessions"), "Sessions"),
});
const session = createRoute({
  getParentRoute: () => project,
  path: "sessions/$sessionId",
  component: lazyRouteComponent(() => import("./pages/Session"), "Session"),
});
const text = (value: unknown): string | undefined =>
  value === undefined || value === null || value === "" ? undefined : String(value);
const wholeNumber = (value: unknown): number | undefined => {
  const number = Number(value);
  return value !== "" && Number.isInteger(number) && number > 0 ? number : undefined;
};

const prompts = createRoute({
  getParentRoute: () => project,
  path: "prompts",
  validateSearch: (
    search: Record<string, unknown>,
  ): { folder?: string; q?: string; tag?: string; label?: string } => ({
    folder: text(search.folder),
    q: text(search.q),
    tag: text(search.tag),
    label: text(search.label),
  }),
  component: lazyRouteComponent(() => import("./pages/prompts/Prompts"), "Prompts"),
});
const newPrompt = createRoute({
  getParentRoute: () => project,
  path: "prompts/new",
  validateSearch: (search: Record<string, unknown>): { folder?: string; draft?: string } => ({
    folder: text(search.folder),
    draft: text(search.draft),
  }),
  component: lazyRouteComponent(() => import("./pages/prompts/PromptEditor"), "NewPrompt"),
});
const prompt = createRoute({
  getParentRoute: () => project,
  path: "prompts/$promptName",
  validateSearch: (
    search: Record<string, unknown>,
  ): { version?: number; compare?: number; tab?: "changes" | "metrics"; range?: Range } => ({
    ...readPageSearch(search),
    version: wholeNumber(search.version),
    compare: wholeNumber(search.compare),
    tab: search.tab === "changes" || search.tab === "metrics" ? search.tab : undefined,
  }),
  component: lazyRouteComponent(() => import("./pages/prompts/Prompt"), "Prompt"),
});
const editPrompt = createRoute({
  getParentRoute: () => project,
  path: "prompts/$promptName/edit",
  validateSearch: (search: Record<string, unknown>): { version?: number; draft?: string } => ({
    version: wholeNumber(search.version),
    draft: text(search.draft),
  }),
  component: lazyRouteComponent(() => import("./pages/prompts/PromptEditor"), "EditPrompt"),
});
const playground = createRoute({
  getParentRoute: () => project,
  path: "playground",
  validateSearch: (
    search: Record<string, unknown>,
  ): { trace?: string; observation?: string; prompt?: string; version?: number } => ({
    trace: text(search.trace),
    observation: text(search.observation),
    prompt: text(search.prompt),
    version: wholeNumber(search.version),
  }),
  component: lazyRouteComponent(() => import("./pages/playground/Playground"), "Playground"),
});
const datasets = createRoute({
  getParentRoute: () => project,
  path: "datasets",
  component: lazyRouteComponent(() => import("./pages/datasets/Datasets"), "Datasets"),
});
const dataset = createRoute({
  getParentRoute: () => project,
  path: "datasets/$datasetName",
  validateSearch: (
    search: Record<string, unknown>,
  ): { tab?: "runs" | "schema"; archived?: boolean; version?: string; item?: string } => ({
    tab: search.tab === "runs" || search.tab === "schema" ? search.tab : undefined,
    archived: search.archived === true || search.archived === "true" ? true : undefined,
    version: text(search.version),
    item: text(search.item),
  }),
  component: lazyRouteComponent(() => import("./pages/datasets/Dataset"), "Dataset"),
});
const compareRuns = createRoute({
  getParentRoute: () => project,
  path: "datasets/$datasetName/compare",
  validateSearch: (search: Record<string, unknown>): { runs?: string[] } => ({
    runs: Array.isArray(search.runs) ? search.runs.map(String) : undefined,
  }),
  component: lazyRouteComponent(() => import("./pages/datasets/CompareRuns"), "CompareRuns"),
});
const scores = createRoute({
  getParentRoute: () => project,
  path: "scores",
  validateSearch: readScoreSearch,
  component: lazyRouteComponent(() => import("./pages/scores/Scores"), "Scores"),
});
const queues = createRoute({
  getParentRoute: () => project,
  path: "annotation-queues",
  component: lazyRouteComponent(() => import("./pages/annotation/Queues"), "Queues"),
});
const queue = createRoute({
  getParentRoute: () => project,
  path: "annotation-queues/$queueId",
  validateSearch: (search: Record<string, unknown>): { item?: string } => ({
    item: text(search.item),
  }),
  component: lazyRouteComponent(() => import("./pages/annotation/Work"), "Work"),
});
const ingestion = createRoute({
  getParentRoute: () => project,
  path: "ingestion",
  validateSearch: (search: Record<string, unknown>): { kind?: string; id?: string } => ({
    kind: search.kind === "refused" || search.kind === "altered" ? search.kind : undefined,
    id: search.id === undefined ? undefined : String(search.id),
  }),
  component: lazyRouteComponent(() => import("./pages/Ingestion"), "Ingestion"),
});
const gatewayKeys = createRoute({
  getParentRoute: () => project,
  path: "gateway/keys",
  component: lazyRouteComponent(() => import("./pages/gateway/VirtualKeys"), "VirtualKeys"),
});
const gatewayPeople = createRoute({
  getParentRoute: () => project,
  path: "gateway/people",
  component: lazyRouteComponent(() => import("./pages/gateway/People"), "People"),
});
const gatewayBudgets = createRoute({
  getParentRoute: () => project,
  path: "gateway/budgets",
  component: lazyRouteComponent(() => import("./pages/gateway/Budgets"), "Budgets"),
});
const keys = createRoute({
  getParentRoute: () => project,
  path: "settings/api-keys",
  component: lazyRouteComponent(() => import("./pages/Keys"), "Keys"),
});
const settings = createRoute({
  getParentRoute: () => project,
  path: "settings",
  beforeLoad: ({ params }) => {
    throw redirect({ to: "/project/$projectId/settings/general", params });
  },
});
const general = createRoute({
  getParentRoute: () => project,
  path: "settings/general",
  component: lazyRouteComponent(() => import("./pages/settings/General"), "General"),
});
const members = createRoute({
  getParentRoute: () => project,
  path: "settings/members",
  component: lazyRouteComponent(() => import("./pages/settings/Members"), "Members"),
});
const models = createRoute({
  getParentRoute: () => project,
  path: "settings/models",
  component: lazyRouteComponent(() => import("./pages/settings/Models"), "Models"),
});
const scoreConfigs = createRoute({
  getParentRoute: () => project,
  path: "settings/score-configs",
  component: lazyRouteComponent(() => import("./pages/settings/ScoreConfigs"), "ScoreConfigs"),
});
const connections = createRoute({
  getParentRoute: () => project,
  path: "settings/llm-connections",
  component: lazyRouteComponent(() => import("./pages/settings/Connections"), "Connections"),
});
const retention = createRoute({
  getParentRoute: () => project,
  path: "settings/retention",
  component: lazyRouteComponent(() => import("./pages/settings/Retention"), "Retention"),
});
const account = createRoute({
  getParentRoute: () => project,
  path: "settings/account",
  component: lazyRouteComponent(() => import("./pages/settings/Account"), "Account"),
});
const appearance = createRoute({
  getParentRoute: () => project,
  path: "settings/appearance",
  component: lazyRouteComponent(() => import("./pages/settings/Appearance"), "Appearance"),
});
const instanceUsers = createRoute({
  getParentRoute: () => project,
  path: "settings/users",
  component: lazyRouteComponent(() => import("./pages/settings/InstanceUsers"), "InstanceUsers"),
});
const instanceOrganizations = createRoute({
  getParentRoute: () => project,
  path: "settings/organizations",
  component: lazyRouteComponent(
    () => import("./pages/settings/InstanceOrganizations"),
    "InstanceOrganizations",
  ),
});
const instanceHealth = createRoute({
  getParentRoute: () => project,
  path: "settings/health",
  component: lazyRouteComponent(() => import("./pages/settings/Health"), "Health"),
});
const settingsProjects = createRoute({
  getParentRoute: () => project,
  path: "settings/projects",
  component: lazyRouteComponent(() => import("./pages/Projects"), "Projects"),
});

const dashboards = createRoute({
  getParentRoute: () => project,
  path: "dashboards",
  component: lazyRouteComponent(() => import("./pages/Dashboards"), "Dashboards"),
});
const dashboard = createRoute({
  getParentRoute: () => project,
  path: "dashboards/$dashboardId",
  validateSearch: (search: Record<string, unknown>): SpanSearch & { edit?: boolean } => ({
    ...readSpanSearch(search),
    edit: search.edit === true || undefined,
  }),
  component: lazyRouteComponent(() => import("./pages/Dashboard"), "Dashboard"),
});
const chartEditor = createRoute({
  getParentRoute: () => project,
  path: "dashboards/$dashboardId/chart",
  validateSearch: (search: Record<string, unknown>): SpanSearch & { placement?: string } => ({
    ...readSpanSearch(search),
    placement: search.placement === undefined ? undefined : String(search.placement),
  }),
  component: lazyRouteComponent(() => import("./pages/ChartEditor"), "ChartEditor"),
});
const users = createRoute({
  getParentRoute: () => project,
  path: "users",
  validateSearch: readUsersSearch,
  component: lazyRouteComponent(() => import("./pages/Users"), "Users"),
});
const user = createRoute({
  getParentRoute: () => project,
  path: "users/$userId",
  validateSearch: (search: Record<string, unknown>): Pick<UsersSearch, "range"> => ({
    range: readUsersSearch(search).range,
  }),
  component: lazyRouteComponent(() => import("./pages/User"), "User"),
});
const alerts = createRoute({
  getParentRoute: () => project,
  path: "alerts",
  component: lazyRouteComponent(() => import("./pages/alerts/Alerts"), "Alerts"),
});
const alertHistory = createRoute({
  getParentRoute: () => project,
  path: "alerts/history",
  component: lazyRouteComponent(() => import("./pages/alerts/History"), "History"),
});
const alertChannels = createRoute({
  getParentRoute: () => project,
  path: "alerts/channels",
  component: lazyRouteComponent(() => import("./pages/alerts/Channels"), "Channels"),
});
const newAlert = createRoute({
  getParentRoute: () => project,
  path: "alerts/new",
  component: lazyRouteComponent(() => import("./pages/alerts/NewAlert"), "NewAlert"),
});
const alert = createRoute({
  getParentRoute: () => project,
  path: "alerts/$alertId",
  component: lazyRouteComponent(() => import("./pages/alerts/AlertPage"), "AlertPage"),
});
// What a log line or a point in Grafana knows is a trace id alone.
const tracePlace = createRoute({
  getParentRoute: () => signedIn,
  path: "/trace/$traceId",
  beforeLoad: async ({ params: { traceId } }) => {
    const { projectId } = await api<{ projectId: string }>(`/api/trace-places/${encodeURIComponent(traceId)}`);
    throw redirect({ to: "/project/$projectId/traces/$traceId", params: { projectId, traceId } });
  },
});

const tree = root.addChildren([
  home,
  signIn,
  signUp,
  setPassword,
  sharedTrace,
  signedIn.addChildren([
    projects,
    tracePlace,
    project.addChildren([
      projectHome,
      start,
      traces,
      observations,
      trace,
      sessions,
      session,
      dashboards,
      dashboard,
      chartEditor,
      users,
      user,
      prompts,
      newPrompt,
      prompt,
      editPrompt,
      playground,
      datasets,
      dataset,
      compareRuns,
      scores,
      queues,
      queue,
      ingestion,
      gatewayKeys,
      gatewayPeople,
      gatewayBudgets,
      alerts,
      alertHistory,
      alertChannels,
      newAlert,
      alert,
      settings,
      keys,
      settingsProjects,
      general,
      members,
      models,
      scoreConfigs,
      connections,
      retention,
      account,
      appearance,
      instanceUsers,
      instanceOrganizations,
      instanceHealth,
    ]),
  ]),
]);

export function makeRouter(client: QueryClient) {
  return createRouter({
    routeTree: tree,
    basepath: BASE || "/",
    parseSearch,
    stringifySearch,
    context: { client },
    defaultPreload: "intent",
    defaultPreloadStaleTime: 0,
    scrollRestoration: true,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
