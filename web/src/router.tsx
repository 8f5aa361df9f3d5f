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
import { BASE } from "./lib/base";
import { readListSearch, readPageSearch } from "./lib/search";
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

interface Next {
  next?: string;
}
const readNext = (search: Record<string, unknown>): Next => ({
  next: typeof search.next === "string" && /^\/(?!\/)/.test(search.next) ? search.next : undefined,
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

const signedIn = createRoute({
  getParentRoute: () => root,
  id: "signed-in",
  beforeLoad: async ({ context, location }) => {
    const session = await context.client.ensureQueryData(sessionQuery);
    if (!session.user) {
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
  validateSearch: readListSearch,
  component: lazyRouteComponent(() => import("./pages/Traces"), "Traces"),
});
const trace = createRoute({
  getParentRoute: () => project,
  path: "traces/$traceId",
  validateSearch: (search: Record<string, unknown>): { observation?: string } => ({
    observation: search.observation === undefined ? undefined : String(search.observation),
  }),
  component: lazyRouteComponent(() => import("./pages/Trace"), "Trace"),
});
const sessions = createRoute({
  getParentRoute: () => project,
  path: "sessions",
  validateSearch: readPageSearch,
  component: lazyRouteComponent(() => import("./pages/Sessions"), "Sessions"),
});
const session = createRoute({
  getParentRoute: () => project,
  path: "sessions/$sessionId",
  component: lazyRouteComponent(() => import("./pages/Session"), "Session"),
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
const keys = createRoute({
  getParentRoute: () => project,
  path: "settings/api-keys",
  component: lazyRouteComponent(() => import("./pages/Keys"), "Keys"),
});
const settings = createRoute({
  getParentRoute: () => project,
  path: "settings",
  beforeLoad: ({ params }) => {
    throw redirect({ to: "/project/$projectId/settings/api-keys", params });
  },
});
const settingsProjects = createRoute({
  getParentRoute: () => project,
  path: "settings/projects",
  component: lazyRouteComponent(() => import("./pages/Projects"), "Projects"),
});

const tree = root.addChildren([
  home,
  signIn,
  signUp,
  signedIn.addChildren([
    projects,
    project.addChildren([
      projectHome,
      start,
      traces,
      trace,
      sessions,
      session,
      ingestion,
      settings,
      keys,
      settingsProjects,
    ]),
  ]),
]);

export function makeRouter(client: QueryClient) {
  return createRouter({
    routeTree: tree,
    basepath: BASE || "/",
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
