// The router asks who is signed in before it loads a page. What the page needs is known before that:
// its code and what it shows are asked for at the same time.
import type { QueryClient } from "@tanstack/react-query";
import type { makeRouter } from "../router";
import { sessionQuery } from "./session";

type Router = ReturnType<typeof makeRouter>;

interface Match {
  routeId: keyof Router["routesById"];
  params: unknown;
  loaderDeps: unknown;
}

interface Page {
  component?: { preload?: () => Promise<unknown> };
  loader?: (asked: {
    context: { client: QueryClient };
    params: unknown;
    deps: unknown;
    cause: "enter";
  }) => unknown;
}

/** Call once, before the router runs. What fails here is asked for again by the page. */
export function giveHeadStart(router: Router, client: QueryClient): void {
  void client.prefetchQuery(sessionQuery);
  const matches: Match[] = router.matchRoutes(router.latestLocation);
  for (const { routeId, params, loaderDeps } of matches) {
    const { component, loader } = router.routesById[routeId].options as Page;
    component?.preload?.().catch(() => undefined);
    loader?.({ context: { client }, params, deps: loaderDeps, cause: "enter" });
  }
}
