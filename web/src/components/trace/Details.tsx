import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { count, money, seconds } from "../../lib/format";
import { inert, inertLine } from "../../lib/inert";
import type { TraceSource } from "../../lib/traceSource";
import type { FullScore, ObservationAnswer, TraceAnswer } from "../../lib/traceTypes";
import { type Tree, secondsOf } from "../../lib/tree";
import { Copy } from "../Copy";
import { Json } from "../Json";
import { StoredPayload, type View } from "../Payload";
import { ErrorLine } from "../Problem";
import { Time } from "../Time";
import { Comments } from "./Comments";
import { Scores } from "./Scores";
import { WhyThisCost } from "./WhyThisCost";

interface Shared {
  source: TraceSource;
  trace: TraceAnswer;
  view: View;
  onView: (view: View) => void;
  /** What the reader's role allows; nothing for readers of a shared trace. */
  may: { score: boolean; comment: boolean };
  onScored: () => void;
  onCommented: () => void;
}

export function TraceDetails(props: Shared) {
  const { source, trace, view, onView, may } = props;
  const { projectId } = source;
  const nothing = !trace.texts.input && !trace.texts.output;
  return (
    <>
      <Title name={trace.name ?? "Unnamed trace"} kind="trace" id={trace.id} />
      <Facts>
        <Fact name="User" value={trace.userId && inertLine(trace.userId)} />
        <Fact
          name="Session"
          value={
            trace.sessionId && (
              <Link
                to="/project/$projectId/sessions/$sessionId"
                params={{ projectId, sessionId: trace.sessionId }}
              >
                {inertLine(trace.sessionId)}
              </Link>
            )
          }
        />
        <Fact name="Environment" value={trace.environment} />
        <Fact name="Release" value={trace.release && inertLine(trace.release)} />
        <Fact name="Version" value={trace.version && inertLine(trace.version)} />
        <Fact name="Sent by" value={sentBy(trace)} />
      </Facts>
      <Scores
        projectId={projectId}
        subject={{ traceId: trace.id }}
        scores={trace.scores.filter((score) => !score.observationId)}
        mayWrite={may.score}
        onChange={props.onScored}
      />
      {nothing && trace.observations.id.length > 0 ? (
        <p className="quiet">
          The trace itself has no input or output; its observations may. Choose one in the tree, or read
          the transcript.
        </p>
      ) : (
        <StoredPayload
          texts={trace.texts}
          view={view}
          onView={onView}
          download={(field) => source.payload(field)}
        />
      )}
      <Metadata value={trace.metadata} />
      {!source.shared && (
        <Comments
          projectId={projectId}
          objectType="TRACE"
          objectId={trace.id}
          mayWrite={may.comment}
          onChange={props.onCommented}
        />
      )}
    </>
  );
}

interface ObservationProps extends Shared {
  tree: Tree;
  node: number;
}

function useObservation(source: TraceSource, id: string | undefined) {
  return useQuery({
    queryKey: ["observation", source.shared, source.projectId, source.traceId, id],
    queryFn: ({ signal }) => source.observation(id ?? "", signal),
    enabled: id !== undefined,
    staleTime: 30_000,
  });
}

export function ObservationDetails(props: ObservationProps) {
  const { source, trace, tree, node, view, onView, may } = props;
  const { projectId, traceId } = source;
  const id = tree.ids[node] as string;
  const query = useObservation(source, id);
  const { data } = query;
  const level = tree.level(node);
  const type = tree.type(node);
  const model = tree.model(node);
  const cost = tree.cost[node] ?? null;
  const below = tree.costBelow[node] as number;
  const took = tree.took[node] as number;
  return (
    <>
      <Title name={tree.name(node) || type.toLowerCase()} kind={type.toLowerCase()} id={id}>
        {level !== "DEFAULT" && (
          <span className={`badge ${level.toLowerCase()}`}>{level.toLowerCase()}</span>
        )}
      </Title>
      {data?.statusMessage && (
        <p className="status" data-level={level}>
          {inert(data.statusMessage.slice(0, MESSAGE))}
        </p>
      )}
      <Facts>
        <Fact name="Model" value={model && inertLine(model)} />
        <Fact name="Started" value={data && <Time iso={data.startTime} />} />
        <Fact name="Latency" value={Number.isNaN(took) ? "running, or its end was lost" : seconds(secondsOf(took))} />
        <Fact
          name="First token"
          value={data?.timeToFirstToken == null ? null : seconds(data.timeToFirstToken)}
        />
        <Fact
          name="Cost"
          value={cost === null ? null : money(cost)}
          title={cost === null ? undefined : `$${cost}`}
        />
        {cost === null && below > 0 && <Fact name="Cost below" value={money(below)} title={`$${below}`} />}
        <Fact name="Status" value={level === "DEFAULT" ? "ok" : level.toLowerCase()} />
        <Fact name="User" value={data?.userId && inertLine(data.userId)} />
        <Fact name="Gateway user" value={differs(data?.gatewayUserId, data?.userId)} />
        <Fact name="Key alias" value={data?.gatewayKeyAlias && inertLine(data.gatewayKeyAlias)} />
        <Fact name="Team" value={data?.gatewayTeamAlias && inertLine(data.gatewayTeamAlias)} />
        <Fact name="Prompt" value={promptOf(data)} />
        <Fact name="Environment" value={data?.environment} />
        <Fact name="Version" value={data?.version && inertLine(data.version)} />
        <Fact name="Service" value={data?.serviceName && inertLine(data.serviceName)} />
        <Fact name="Sent by" value={data && sentBy(data)} />
      </Facts>
      <ErrorLine error={query.error} />
      {data && <Tokens usage={data.usageDetails} costs={data.costDetails} />}
      {!source.shared && (model || cost !== null) && (
        <WhyThisCost projectId={projectId} traceId={traceId} observationId={id} />
      )}
      <Scores
        projectId={projectId}
        subject={{ traceId, observationId: id }}
        scores={trace.scores.filter((score) => score.observationId === id) as FullScore[]}
        mayWrite={may.score}
        onChange={props.onScored}
      />
      {query.isPending && <div className="skeleton" role="status" aria-label="Loading" />}
      {data && (
        <>
          <StoredPayload
            texts={data.texts}
            view={view}
            onView={onView}
            download={(field) => source.payload(field, id)}
          />
          <Fold title="Model parameters" value={data.modelParameters} open />
          <Metadata value={data.metadata} />
          {!source.shared && (
            <Comments
              projectId={projectId}
              objectType="OBSERVATION"
              objectId={id}
              mayWrite={may.comment}
              onChange={props.onCommented}
            />
          )}
        </>
      )}
    </>
  );
}

/** Characters of a status message that are shown; what is longer is in the raw trace. */
const MESSAGE = 20_000;

const promptOf = (data: ObservationAnswer | undefined) =>
  data?.promptName && inertLine(`${data.promptName} v${data.promptVersion ?? "?"}`);

function Title(props: { name: string; kind: string; id: string; children?: ReactNode }) {
  return (
    <header className="details-head">
      <h2>{inertLine(props.name)}</h2>
      <span className="badge kind">{props.kind}</span>
      {props.children}
      <span className="id">
        <code title={props.id}>{props.id}</code>
        <Copy text={props.id} label="Copy the id" />
      </span>
    </header>
  );
}

function Facts({ children }: { children: ReactNode }) {
  return <dl className="facts">{children}</dl>;
}

function Fact(props: { name: string; value: ReactNode; title?: string }) {
  if (props.value === null || props.value === undefined || props.value === "") return null;
  return (
    <div>
      <dt>{props.name}</dt>
      <dd title={props.title}>{props.value}</dd>
    </div>
  );
}

function Tokens({ usage, costs }: { usage: Record<string, number>; costs: Record<string, number> }) {
  const kinds = Object.keys(usage).filter((kind) => kind !== "total");
  if (kinds.length === 0 && !usage.total) return null;
  const rows = [...kinds, ...("total" in usage ? ["total"] : [])];
  return (
    <table className="small-table">
      <caption>Tokens</caption>
      <thead>
        <tr>
          <th scope="col">Kind</th>
          <th scope="col">Tokens</th>
          <th scope="col">Cost</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((kind) => (
          <tr key={kind} className={kind === "total" ? "sum" : undefined}>
            <th scope="row">{inertLine(kind.replaceAll("_", " "))}</th>
            <td>{count(usage[kind] ?? 0)}</td>
            <td title={kind in costs ? `$${costs[kind]}` : undefined}>{money(costs[kind])}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Metadata({ value }: { value: Record<string, unknown> }) {
  return <Fold title="Metadata" value={value} />;
}

function Fold(props: { title: string; value: Record<string, unknown> | null; open?: boolean }) {
  const { title, value, open } = props;
  const size = Object.keys(value ?? {}).length;
  if (!value || size === 0) return null;
  return (
    <details className="fold" open={open || size <= 12}>
      <summary>
        {title} <span className="quiet">{size}</span>
      </summary>
      <div className="json">
        {Object.entries(value).map(([key, each]) => (
          <Json key={key} name={key} value={each} depth={2} />
        ))}
      </div>
    </details>
  );
}

const differs = (value: string | null | undefined, other: string | null | undefined) =>
  value && value !== other ? inertLine(value) : null;

function sentBy(from: { sdkName: string | null; sdkVersion: string | null; source: string | null }) {
  return inertLine([from.sdkName ?? from.source, from.sdkVersion].filter(Boolean).join(" "));
}
