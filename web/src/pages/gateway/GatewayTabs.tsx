import { Link, useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { PageHead } from "../../components/PageHead";
import { money, plural } from "../../lib/format";
import { type Scope, type Spend, tracesOf } from "../../lib/gateway";
import type { TimeRange } from "../../lib/timeRange";
import "../../styles/gateway.css";

/** What the pages of the gateway have on top. */
export function GatewayHead({ count, children }: { count?: string; children?: ReactNode }) {
  const { projectId } = useParams({ from: "/signed-in/project/$projectId" });
  return (
    <>
      <PageHead title="Gateway" count={count}>
        {children}
      </PageHead>
      <nav className="tabs" aria-label="Gateway">
        <Link className="tab" to="/project/$projectId/gateway/keys" params={{ projectId }}>
          Keys
        </Link>
        <Link className="tab" to="/project/$projectId/gateway/people" params={{ projectId }}>
          Users &amp; teams
        </Link>
        <Link className="tab" to="/project/$projectId/gateway/budgets" params={{ projectId }}>
          Budgets
        </Link>
      </nav>
    </>
  );
}

/** An amount that opens the traces it is made of. */
export function SpendLink(props: {
  scope: Scope;
  target: string;
  spend: Spend;
  range: TimeRange;
}) {
  const { scope, target, spend, range } = props;
  const { projectId } = useParams({ from: "/signed-in/project/$projectId" });
  return (
    <Link
      to="/project/$projectId/traces"
      params={{ projectId }}
      search={{ range, q: tracesOf(scope, target) }}
      title={`$${spend.amount} in ${plural(spend.calls, "call")}; open their traces`}
    >
      {money(spend.amount)}
      <small className="quiet"> {plural(spend.calls, "call")}</small>
    </Link>
  );
}

/** Models and rates in a few words. */
export function Allowed(props: {
  models: string[];
  requestsPerMinute: number | null;
  tokensPerMinute: number | null;
}) {
  const { models, requestsPerMinute, tokensPerMinute } = props;
  const rates = [
    requestsPerMinute !== null && `${requestsPerMinute.toLocaleString()} req/min`,
    tokensPerMinute !== null && `${tokensPerMinute.toLocaleString()} tok/min`,
  ].filter(Boolean);
  return (
    <>
      <span title={models.join("\n")}>
        {models.length === 0
          ? "all models"
          : models.slice(0, 2).join(", ") + (models.length > 2 ? ` +${models.length - 2}` : "")}
      </span>
      {rates.length > 0 && <small className="quiet below">{rates.join(" · ")}</small>}
    </>
  );
}
