import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { ChartView } from "../components/dashboards/ChartView";
import { SpanTools } from "../components/dashboards/SpanTools";
import { PageHead } from "../components/PageHead";
import { ErrorLine } from "../components/Problem";
import { Skeleton } from "../components/Skeleton";
import { Time } from "../components/Time";
import { ApiError } from "../lib/api";
import { BASE } from "../lib/base";
import type { Scope } from "../lib/chartAnswer";
import type { Chart } from "../lib/dashboards";
import { listAddress } from "../lib/drill";
import { count, money, plural, seconds, short } from "../lib/format";
import { languageQuery } from "../lib/metrics";
import { quoted } from "../lib/query";
import { USERS_RANGE, type UsersSearch, USUAL, useSpan } from "../lib/spanSearch";
import { absolute } from "../lib/timeRange";
import { type Sums, userQuery } from "../lib/users";
import "../styles/dashboards.css";

const ROUTE = "/signed-in/project/$projectId/users/$userId";

const PLAIN = { description: "", view: "observations", filters: [], dimensions: [], chartConfig: {} } as const;

function chart(to: Partial<Chart> & Pick<Chart, "name" | "chartType" | "metrics">): Chart {
  return { ...PLAIN, filters: [], dimensions: [], ...to };
}

const CALLS = [{ column: "type", type: "stringOptions", operator: "any of", value: ["GENERATION"] }];
const FAILED = [{ column: "level", type: "stringOptions", operator: "any of", value: ["ERROR"] }];
const MODEL = [{ field: "providedModelName" }];

const CHARTS: Chart[] = [
  chart({ name: "Cost by model", chartType: "BAR_TIME_SERIES", dimensions: MODEL, metrics: [{ measure: "totalCost", agg: "sum" }] }),
  chart({ name: "Models by cost", chartType: "HORIZONTAL_BAR", dimensions: MODEL, metrics: [{ measure: "totalCost", agg: "sum" }] }),
  chart({ name: "Latency of model calls", chartType: "LINE_TIME_SERIES", filters: CALLS, metrics: [{ measure: "latency", agg: "p50" }, { measure: "latency", agg: "p95" }] }),
  chart({ name: "What they do, by cost", chartType: "HORIZONTAL_BAR", dimensions: [{ field: "traceName" }], metrics: [{ measure: "totalCost", agg: "sum" }] }),
  chart({ name: "Errors", chartType: "BAR_TIME_SERIES", dimensions: [{ field: "name" }], filters: FAILED, metrics: [{ measure: "count", agg: "count" }] }),
];

export function User() {
  const { projectId, userId } = useParams({ from: ROUTE });
  const search = useSearch({ from: ROUTE });
  const navigate = useNavigate({ from: "/project/$projectId/users/$userId" });
  const range = search.range ?? USERS_RANGE;
  const { span, refresh } = useSpan(range);
  const user = useQuery(userQuery(projectId, span, userId));
  const language = useQuery(languageQuery(projectId));
  const change = (to: Pick<UsersSearch, "range">) => void navigate({ search: to, replace: true });
  const scope: Scope = {
    project: projectId,
    span,
    filters: [{ column: "userId", type: "stringOptions", operator: "any of", value: [userId] }],
  };
  const gone = user.error instanceof ApiError && user.error.status === 404;
  const asked = `user:${quoted(userId)}`;
  const link = (surface: "traces" | "observations", ...words: string[]) =>
    BASE + listAddress(projectId, surface, [asked, ...words], span);
  return (
    <div className="text-page wide user-page">
      <PageHead title={userId}>
        <Link className="button small" to="/project/$projectId/users" params={{ projectId }} search={{ range: search.range }}>
          All users
        </Link>
        <SpanTools
          project={projectId}
          range={range}
          span={span}
          onRange={(to) => change({ range: to === USERS_RANGE ? undefined : (to ?? USUAL) })}
          onRefresh={refresh}
        />
      </PageHead>
      {gone ? (
        <div className="empty">
          <h2>Nothing of this user in this time</h2>
          <p className="row">
            <button
              type="button"
              className="button"
              onClick={() => change({ range: absolute(Date.now() - 365 * 86_400_000, Date.now()) })}
            >
              Look at the whole year
            </button>
          </p>
        </div>
      ) : (
        <>
          <ErrorLine error={user.error ?? language.error} />
          {user.data ? (
            <dl className="user-figures">
              <Figure name="Cost" href={link("observations", "cost>0")} title={`$${user.data.totalCost ?? 0}`}>
                {money(user.data.totalCost)}
              </Figure>
              <Figure
                name="Tokens"
                href={link("observations", "tokens>0")}
                title={`${count(user.data.inputTokens)} in, ${count(user.data.outputTokens)} out`}
              >
                {short(user.data.totalTokens)}
              </Figure>
              <Figure name="Model calls" href={link("observations", "type:GENERATION")}>
                {count(user.data.calls)}
              </Figure>
              <Figure name="Errors" href={link("observations", "level:ERROR")}>
                {count(user.data.errorCount)}
              </Figure>
              <Figure name="Traces" href={link("traces")}>
                {count(user.data.traces)}
              </Figure>
              <Figure name="Sessions">{count(user.data.sessions)}</Figure>
              <Figure name="First seen">
                <Time iso={user.data.firstAt} />
              </Figure>
              <Figure name="Last seen">
                <Time iso={user.data.lastAt} />
              </Figure>
            </dl>
          ) : (
            <Skeleton />
          )}
          <div className="user-charts">
            {CHARTS.map((each) => (
              <section className="tile" key={each.name} aria-label={each.name}>
                <header className="tile-head">
                  <h2>{each.name}</h2>
                </header>
                <ChartView
                  chart={each}
                  scope={scope}
                  language={language.data}
                  onRange={(from, to) => change({ range: absolute(Math.round(from), Math.round(to)) })}
                />
              </section>
            ))}
          </div>
          {user.data && user.data.latestSessions.length > 0 && (
            <Sessions projectId={projectId} sessions={user.data.latestSessions} of={user.data.sessions} />
          )}
        </>
      )}
    </div>
  );
}

interface FigureProps {
  name: string;
  href?: string;
  title?: string;
  children: React.ReactNode;
}

function Figure({ name, href, title, children }: FigureProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd title={title}>{href ? <a href={href}>{children}</a> : children}</dd>
    </div>
  );
}

function Sessions({ projectId, sessions, of }: { projectId: string; sessions: Sums[]; of: number }) {
  return (
    <section>
      <h2>
        Sessions <small className="quiet">{sessions.length < of ? `the newest ${sessions.length} of ${of}` : plural(of, "session")}</small>
      </h2>
      <div className="chart-table user-sessions" tabIndex={0} role="region" aria-label="Sessions">
        <table>
          <thead>
            <tr>
              <th scope="col">Session</th>
              <th scope="col">Last active</th>
              <th scope="col">Span</th>
              <th scope="col">Traces</th>
              <th scope="col">Tokens</th>
              <th scope="col">Errors</th>
              <th scope="col">Cost</th>
            </tr>
          </thead>
          <tbody>
            {sessions.map((each) => (
              <tr key={each.id}>
                <th scope="row">
                  <Link to="/project/$projectId/sessions/$sessionId" params={{ projectId, sessionId: each.id }}>
                    {each.id}
                  </Link>
                </th>
                <td>
                  <Time iso={each.lastAt} />
                </td>
                <td>{each.traces > 1 ? seconds((Date.parse(each.lastAt) - Date.parse(each.firstAt)) / 1000) : "–"}</td>
                <td>{count(each.traces)}</td>
                <td>{short(each.totalTokens)}</td>
                <td>{count(each.errorCount)}</td>
                <td title={`$${each.totalCost ?? 0}`}>{money(each.totalCost)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
