import { useQuery } from "@tanstack/react-query";
import { Maximize2, X } from "lucide-react";
import { type ReactNode, useState } from "react";
import { api } from "../../lib/api";
import type { Line, Surface } from "../../lib/explore";
import { count, money, seconds } from "../../lib/format";
import { IconButton } from "../IconButton";
import { Payload, VIEWS, type View } from "../Payload";
import { ErrorLine } from "../Problem";
import { Time } from "../Time";

interface Props<T> {
  projectId: string;
  surface: Surface;
  line: T;
  onOpen: () => void;
  onClose: () => void;
}

interface Whole {
  input: unknown;
  output: unknown;
  metadata: unknown;
}

/** One row beside its list; `j` and `k` go on, Enter opens its page. */
export function Peek<T extends Line>({ projectId, surface, line, onOpen, onClose }: Props<T>) {
  const [view, setView] = useState<View>(VIEWS[0]);
  const path =
    surface === "traces"
      ? `/api/public/traces/${encodeURIComponent(line.id)}?fields=core,io`
      : `/api/public/observations/${encodeURIComponent(line.id)}`;
  const whole = useQuery({
    queryKey: ["peek", surface, projectId, line.id],
    queryFn: ({ signal }) => api<Whole>(path, { project: projectId, signal }),
    staleTime: 60_000,
    gcTime: 60_000,
    refetchOnWindowFocus: false,
  });
  const facts: [string, ReactNode][] = [
    ["Time", <Time key="time" iso={line.timestamp} />],
    ["Latency", seconds(line.latency)],
    ["Cost", money(line.totalCost)],
    ["Tokens", `${count(line.inputTokens)} in, ${count(line.outputTokens)} out`],
    ["User", line.userId],
    ["Session", line.sessionId],
    ["Environment", line.environment],
    ["Tags", line.tags.join(", ")],
    ["Model", "model" in line ? line.model : line.models.join(", ")],
    ["Status", "statusMessage" in line ? line.statusMessage : null],
  ];
  return (
    <aside className="peek" aria-label="The row beside the list">
      <header>
        <h2>
          <bdi>{line.name ?? "unnamed"}</bdi>
        </h2>
        <IconButton icon={Maximize2} aria-label="Open its page" title="Open its page (Enter)" onClick={onOpen} />
        <IconButton icon={X} aria-label="Close the panel" title="Close (Esc)" onClick={onClose} />
      </header>
      <dl>
        {facts.map(([name, value]) =>
          value ? (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ) : null,
        )}
      </dl>
      <ErrorLine error={whole.error} />
      {whole.isPending ? (
        <div className="skeleton" role="status" aria-label="Loading" />
      ) : (
        whole.data && (
          <Payload input={whole.data.input} output={whole.data.output} view={view} onView={setView} />
        )
      )}
    </aside>
  );
}
