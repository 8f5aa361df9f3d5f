import { queryOptions, useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { api } from "./api";
import type { Organization, ProjectRef, Role, SessionInfo } from "./types";

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: ({ signal }) => api<SessionInfo>("/api/auth/session", { signal }),
  staleTime: 60_000,
});

export function useSession(): SessionInfo | undefined {
  return useQuery(sessionQuery).data;
}

export interface Place {
  project: ProjectRef;
  organization: Organization;
}

export function findProject(session: SessionInfo | undefined, id: string): Place | undefined {
  for (const organization of session?.organizations ?? []) {
    const project = organization.projects.find((each) => each.id === id);
    if (project) return { project, organization };
  }
  return undefined;
}

export function everyProject(session: SessionInfo | undefined): Place[] {
  return (session?.organizations ?? []).flatMap((organization) =>
    organization.projects.map((project) => ({ project, organization })),
  );
}

/** Of the page, or "" outside a project. */
export function useProjectId(): string {
  return useParams({ strict: false }).projectId ?? "";
}

/** The project of the page and its organisation; the shell shows no page without them. */
export function usePlace(): Place {
  const place = findProject(useSession(), useProjectId());
  if (!place) throw new Error("This page belongs to a project you can see.");
  return place;
}

const LAST_PROJECT = "gatelight.project";

export function rememberProject(id: string): void {
  try {
    localStorage.setItem(LAST_PROJECT, id);
  } catch {
    // Storage is switched off: the first project opens next time.
  }
}

export function usualProject(session: SessionInfo): string | undefined {
  let last: string | null = null;
  try {
    last = localStorage.getItem(LAST_PROJECT);
  } catch {
    last = null;
  }
  const all = everyProject(session);
  return (all.find(({ project }) => project.id === last) ?? all[0])?.project.id;
}

export const mayAdminister = (role: Role | undefined) => role === "OWNER" || role === "ADMIN";
export const mayReadKeys = (role: Role | undefined) => mayAdminister(role) || role === "MEMBER";
