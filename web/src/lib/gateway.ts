// What the pages of the gateway read and write.
import { queryOptions } from "@tanstack/react-query";
import { api } from "./api";
import { quoted } from "./query";
import { absolute, type TimeRange } from "./timeRange";

export interface Spend {
  amount: number;
  calls: number;
  tokens: number;
}

export interface Limited {
  models: string[];
  requestsPerMinute: number | null;
  tokensPerMinute: number | null;
  blocked: boolean;
  createdAt: string;
  spend: Spend;
}

export interface VirtualKey extends Limited {
  id: string;
  alias: string;
  display: string;
  userId: string | null;
  teamId: string | null;
  tags: string[];
  expiresAt: string | null;
  lastUsedAt: string | null;
  rotatedAt: string | null;
}

export interface NewVirtualKey extends VirtualKey {
  /** Shown this once. */
  secret: string;
}

export interface GatewayUser extends Limited {
  id: string;
  email: string | null;
  name: string | null;
  keys: number;
  teams: string[];
}

export interface GatewayTeam extends Limited {
  id: string;
  name: string;
  keys: number;
  members: string[];
}

export type Kind = "users" | "teams";
export type Entity = GatewayUser | GatewayTeam;

export type Scope = "key" | "user" | "team" | "tag" | "project";
export type Period = "day" | "week" | "month" | "total";

export interface Budget {
  id: string;
  scope: Scope;
  target: string;
  name: string;
  period: Period;
  softLimit: number | null;
  hardLimit: number | null;
  spent: number;
  /** What calls on their way will probably cost. */
  open: number;
  calls: number;
  tokens: number;
  since: string | null;
  resetsAt: string | null;
}

export function gatewayPath(projectId: string, rest: string): string {
  return `/api/projects/${encodeURIComponent(projectId)}/gateway/${rest}`;
}

export function keysQuery(projectId: string) {
  return queryOptions({
    queryKey: ["gateway", projectId, "keys"],
    queryFn: ({ signal }) =>
      api<{ data: VirtualKey[] }>(gatewayPath(projectId, "keys"), { signal }),
  });
}

export function entitiesQuery(projectId: string, kind: Kind) {
  return queryOptions({
    queryKey: ["gateway", projectId, kind],
    queryFn: ({ signal }) => api<{ data: Entity[] }>(gatewayPath(projectId, kind), { signal }),
  });
}

/** The calendar month that spend is added up over; months are UTC's. */
export function monthSoFar(): TimeRange {
  const now = new Date();
  const first = (months: number) => Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, 1);
  return absolute(first(0), first(1));
}

const WORDS: Record<Scope, string | undefined> = {
  key: "key",
  user: "gatewayUser",
  team: "gatewayTeam",
  tag: "tag",
  project: undefined,
};

/** The traces behind a number, as a query of the list of traces. `target` is the alias of a key. */
export function tracesOf(scope: Scope, target: string): string | undefined {
  const word = WORDS[scope];
  return word ? `${word}:${quoted(target)}` : undefined;
}

/** `gpt-4o, claude-*` as a list. */
export function listed(text: FormDataEntryValue | null): string[] {
  return String(text ?? "")
    .split(/[,\n]/)
    .map((each) => each.trim())
    .filter(Boolean);
}

/** A text typed into a form, null when empty. */
export function typed(text: FormDataEntryValue | null): string | null {
  return String(text ?? "").trim() || null;
}

/** A number typed into a form, null when empty. */
export function numbered(text: FormDataEntryValue | null): number | null {
  const typed = String(text ?? "").trim();
  return typed === "" ? null : Number(typed);
}
