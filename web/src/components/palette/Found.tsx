import { useQuery } from "@tanstack/react-query";
import { useNavigate, useRouter } from "@tanstack/react-router";
import { Command } from "cmdk";
import { CircleDot, Gauge, ListTree, type LucideIcon, MessagesSquare, UserRound } from "lucide-react";
import { useEffect, useState } from "react";
import { api } from "../../lib/api";
import { ago } from "../../lib/format";
import type { Page, TraceLine } from "../../lib/types";
import { Item } from "./Item";

interface FoundId {
  kind: "trace" | "observation" | "session" | "user" | "score";
  id: string;
  traceId: string | null;
  name: string | null;
}

const ICONS: Record<FoundId["kind"], LucideIcon> = {
  trace: ListTree,
  observation: CircleDot,
  session: MessagesSquare,
  user: UserRound,
  score: Gauge,
};

interface Props {
  projectId: string;
  text: string;
  /** Closes the palette, then does what was chosen. */
  then: (act: () => unknown) => () => void;
}

interface FoundIdsProps extends Props {
  /** Told the item to choose once something has the id. */
  onFound: (item: string) => void;
}

/** What has exactly the id that was typed or pasted. */
export function FoundIds({ projectId, text, then, onFound }: FoundIdsProps) {
  const navigate = useNavigate();
  const router = useRouter();
  const id = useSettled(text.trim());
  const found = useQuery({
    queryKey: ["lookup", projectId, id],
    queryFn: ({ signal }) =>
      api<{ data: FoundId[] }>(`/api/projects/${encodeURIComponent(projectId)}/lookup`, {
        signal,
        query: { id },
      }),
    enabled: id.length > 2,
    staleTime: 10_000,
  });
  const open = (each: FoundId) => {
    if (each.traceId) {
      return navigate({
        to: "/project/$projectId/traces/$traceId",
        params: { projectId, traceId: each.traceId },
        search: each.kind === "observation" ? { observation: each.id } : {},
      });
    }
    const page = each.kind === "user" ? "users" : "sessions";
    router.history.push(
      `${router.basepath.replace(/\/$/, "")}/project/${encodeURIComponent(projectId)}/${page}/${encodeURIComponent(each.id)}`,
    );
  };
  const rows = id === text.trim() ? (found.data?.data ?? []) : [];
  const best = rows[0] && itemOf(text, rows[0]);
  // Items that are merely alike were there first, and one of them is chosen: Enter would open it.
  useEffect(() => {
    if (best) onFound(best);
  }, [best, onFound]);
  if (rows.length === 0) return null;
  return (
    <Command.Group heading="With this id">
      {rows.map((each) => (
        <Item
          key={each.kind}
          icon={ICONS[each.kind]}
          value={itemOf(text, each)}
          note={`${each.kind} ${each.id}`}
          onSelect={then(() => open(each))}
        >
          {each.name ?? each.id}
        </Item>
      ))}
    </Command.Group>
  );
}

/** The item's name in the palette; it begins as the text does, so that the palette shows it. */
function itemOf(text: string, found: FoundId): string {
  return `${text.trim()} ${found.kind}`;
}

/** The newest traces, to open one without its list. */
export function RecentTraces({ projectId, then }: Omit<Props, "text">) {
  const navigate = useNavigate();
  const recent = useQuery({
    queryKey: ["recent", projectId],
    queryFn: ({ signal }) =>
      api<Page<TraceLine>>(`/api/projects/${encodeURIComponent(projectId)}/traces`, {
        signal,
        query: { limit: 6 },
      }),
    staleTime: 10_000,
  });
  const rows = recent.data?.data ?? [];
  if (rows.length === 0) return null;
  return (
    <Command.Group heading="Recent traces">
      {rows.map((trace) => (
        <Item
          key={trace.id}
          icon={ListTree}
          value={`trace ${trace.name} ${trace.id} ${trace.userId} ${trace.sessionId}`}
          note={ago(trace.timestamp)}
          onSelect={then(() =>
            navigate({
              to: "/project/$projectId/traces/$traceId",
              params: { projectId, traceId: trace.id },
            }),
          )}
        >
          {trace.name ?? trace.id}
        </Item>
      ))}
    </Command.Group>
  );
}

/** `text` once nothing was typed for a moment. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), 200);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
