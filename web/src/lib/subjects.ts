// What an item of an annotation queue is about, read for the one who scores it.
import { api } from "./api";
import type { QueueItem } from "./annotation";
import { memberSource } from "./traceSource";
import type { TraceAnswer } from "./traceTypes";
import type { Observation, SessionTraces } from "./types";

export type Subjected =
  | { kind: "trace"; trace: TraceAnswer; scored: { traceId: string } }
  | { kind: "observation"; observation: Observation; scored: { traceId: string; observationId: string } }
  | { kind: "session"; session: SessionTraces; scored: { sessionId: string } };

export async function subjectOf(projectId: string, item: QueueItem, signal: AbortSignal): Promise<Subjected> {
  const id = encodeURIComponent(item.objectId);
  if (item.objectType === "TRACE") {
    const trace = await memberSource(projectId, item.objectId).tree(signal);
    return { kind: "trace", trace, scored: { traceId: trace.id } };
  }
  if (item.objectType === "OBSERVATION") {
    const observation = await api<Observation>(`/api/public/observations/${id}`, { project: projectId, signal });
    return {
      kind: "observation",
      observation,
      scored: { traceId: observation.traceId, observationId: observation.id },
    };
  }
  const session = await api<SessionTraces>(`/api/public/sessions/${id}`, { project: projectId, signal });
  return { kind: "session", session, scored: { sessionId: session.id } };
}
