import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { api } from "../../lib/api";
import { count, money, seconds } from "../../lib/format";
import type { Observation, Score, TraceTree, TreeNode } from "../../lib/types";
import { Copy } from "../Copy";
import { Json } from "../Json";
import { Payload, type View } from "../Payload";
import { ErrorLine } from "../Problem";
import { Time } from "../Time";
import { WhyThisCost } from "./WhyThisCost";

interface Shared {
  projectId: string;
  view: View;
  onView: (view: View) => void;
}

export function TraceDetails({ projectId, trace, view, onView }: Shared & { trace: TraceTree }) {
  const nothing = [trace.input, trace.output].every((each) => each === null || each === "");
  return (
    <>
      <Title name={trace.name ?? "Unnamed trace"} kind="trace" id={trace.id} />
      <Facts>
        <Fact name="User" value={trace.userId} />
        <Fact
          name="Session"
          value={
            trace.sessionId && (
              <Link
                to="/project/$projectId/sessions/$sessionId"
                params={{ projectId, sessionId: trace.sessionId }}
              >
                {trace.sessionId}
              </Link>
            )
          }
        />
        <Fact name="Environment" value={trace.environment} />
        <Fact name="Release" value={trace.release} />
        <Fact name="Version" value={trace.version} />
        <Fact name="Sent by" value={sentBy(trace)} />
      </Facts>
      <Scores scores={trace.scores.filter((score) => !score.observationId)} />
      {nothing && trace.observations.length > 0 ? (
        <p className="quiet">
          The trace itself has no input or output; its observations may. Choose one in the tree.
        </p>
      ) : (
        <Payload input={trace.input} output={trace.output} view={view} onView={onView} />
      )}
      <Metadata value={trace.metadata} />
    </>
  );
}

interface ObservationProps extends Shared {
  traceId: string;
  node: TreeNode;
  duration: number | null;
  scores: Score[];
}

export function ObservationDetails(props: ObservationProps) {
  const { projectId, node, view, onView } = props;
  const query = useQuery({
    queryKey: ["observation", projectId, props.traceId, node.id],
    queryFn: ({ signal }) =>
      api<Observation>(`/api/public/observations/${encodeURIComponent(node.id)}`, {
        project: projectId,
        signal,
      }),
    staleTime: 30_000,
  });
  const { data } = query;
  return (
    <>
      <Title name={node.name ?? node.type.toLowerCase()} kind={node.type.toLowerCase()} id={node.id}>
        {node.level !== "DEFAULT" && (
          <span className={`badge ${node.level.toLowerCase()}`}>{node.level.toLowerCase()}</span>
        )}
      </Title>
      {data?.statusMessage && (
        <p className="status" data-level={node.level}>
          {data.statusMessage}
        </p>
      )}
      <Facts>
        <Fact name="Model" value={node.model} />
        <Fact name="Started" value={<Time iso={node.startTime} />} />
        <Fact name="Latency" value={props.duration === null ? null : seconds(props.duration)} />
        <Fact
          name="First token"
          value={data?.timeToFirstToken == null ? null : seconds(data.timeToFirstToken)}
        />
        <Fact
          name="Cost"
          value={node.totalCost === null ? null : money(node.totalCost)}
          title={node.totalCost === null ? undefined : `$${node.totalCost}`}
        />
        <Fact name="Status" value={node.level === "DEFAULT" ? "ok" : node.level.toLowerCase()} />
        <Fact name="User" value={data?.userId} />
        <Fact name="Gateway user" value={differs(data?.gatewayUserId, data?.userId)} />
        <Fact name="Key alias" value={data?.gatewayKeyAlias} />
        <Fact name="Team" value={data?.gatewayTeamAlias} />
        <Fact
          name="Prompt"
          value={data?.promptName && `${data.promptName} v${data.promptVersion ?? "?"}`}
        />
        <Fact name="Environment" value={data?.environment} />
        <Fact name="Version" value={data?.version} />
        <Fact name="Service" value={data?.serviceName} />
        <Fact name="Sent by" value={data && sentBy(data)} />
      </Facts>
      <ErrorLine error={query.error} />
      {data && <Tokens usage={data.usageDetails} costs={data.costDetails} />}
      {(node.model || node.totalCost !== null) && (
        <WhyThisCost projectId={projectId} traceId={props.traceId} observationId={node.id} />
      )}
      <Scores scores={props.scores} />
      {query.isPending && <div className="skeleton" role="status" aria-label="Loading" />}
      {data && (
        <>
          <Payload input={data.input} output={data.output} view={view} onView={onView} />
          <Fold title="Model parameters" value={data.modelParameters} open />
          <Metadata value={data.metadata} />
        </>
      )}
    </>
  );
}

function Title(props: { name: string; kind: string; id: string; children?: ReactNode }) {
  return (
    <header className="details-head">
      <h2>{props.name}</h2>
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
            <th scope="row">{kind.replaceAll("_", " ")}</th>
            <td>{count(usage[kind] ?? 0)}</td>
            <td title={kind in costs ? `$${costs[kind]}` : undefined}>{money(costs[kind])}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Scores({ scores }: { scores: Score[] }) {
  if (scores.length === 0) return null;
  return (
    <ul className="scores" aria-label="Scores">
      {scores.map((score) => (
        <li key={score.id} title={[score.source.toLowerCase(), score.comment].filter(Boolean).join(": ")}>
          <span>{score.name}</span>
          <b>{score.stringValue ?? score.value}</b>
          {score.comment && <q>{score.comment}</q>}
        </li>
      ))}
    </ul>
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
  value && value !== other ? value : null;

function sentBy(from: { sdkName: string | null; sdkVersion: string | null; source: string | null }) {
  return [from.sdkName ?? from.source, from.sdkVersion].filter(Boolean).join(" ");
}
