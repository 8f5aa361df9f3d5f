import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { QueueItem } from "../../lib/annotation";
import { money, plural, seconds } from "../../lib/format";
import type { Subjected } from "../../lib/subjects";
import { memberSource } from "../../lib/traceSource";
import { Payload, Sides, StoredPayload, type View, Views } from "../Payload";
import { Time } from "../Time";

interface Props {
  projectId: string;
  item: QueueItem;
  subject: Subjected;
}

/** Input and output of what is scored, as the trace page shows them. */
export function Subject({ projectId, item, subject }: Props) {
  const [view, setView] = useState<View>("chat");
  if (subject.kind === "session") {
    const turns = subject.session.traces.toSorted((one, other) => one.timestamp.localeCompare(other.timestamp));
    return (
      <>
        <Head kind="session" name={item.objectId}>
          <span>{plural(turns.length, "trace")}</span>
          <Link to="/project/$projectId/sessions/$sessionId" params={{ projectId, sessionId: item.objectId }}>
            Open the session
          </Link>
        </Head>
        <Views view={view} onView={setView}>
          {turns.map((turn) => (
            <section key={turn.id} className="side-of">
              <h3>
                {turn.name ?? "Trace"} <Time iso={turn.timestamp} />
              </h3>
              <Sides input={turn.input} output={turn.output} view={view} />
            </section>
          ))}
        </Views>
      </>
    );
  }
  if (subject.kind === "observation") {
    const { observation } = subject;
    return (
      <>
        <Head kind={observation.type.toLowerCase()} name={observation.name ?? observation.id}>
          <Time iso={observation.startTime} />
          {observation.model && <span>{observation.model}</span>}
          <span>{seconds(observation.latency)}</span>
          <span>{money(observation.totalCost ?? observation.calculatedTotalCost)}</span>
          <Link
            to="/project/$projectId/traces/$traceId"
            params={{ projectId, traceId: observation.traceId }}
            search={{ observation: observation.id }}
          >
            Open the trace
          </Link>
        </Head>
        <Payload input={observation.input} output={observation.output} view={view} onView={setView} />
      </>
    );
  }
  const { trace } = subject;
  return (
    <>
      <Head kind="trace" name={trace.name ?? trace.id}>
        <Time iso={trace.timestamp} />
        <span>{seconds(trace.latency)}</span>
        <span>{money(trace.totalCost)}</span>
        <span>{plural(trace.observations.id.length, "observation")}</span>
        <Link to="/project/$projectId/traces/$traceId" params={{ projectId, traceId: trace.id }}>
          Open the trace
        </Link>
      </Head>
      <StoredPayload
        texts={trace.texts}
        view={view}
        onView={setView}
        download={memberSource(projectId, trace.id).payload}
      />
    </>
  );
}

function Head(props: { kind: string; name: string; children: React.ReactNode }) {
  return (
    <header className="subject-head">
      <h2>
        {props.name} <span className="badge kind">{props.kind}</span>
      </h2>
      <p className="row quiet">{props.children}</p>
    </header>
  );
}
