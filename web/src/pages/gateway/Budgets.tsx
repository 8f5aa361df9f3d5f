import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { Pencil, PiggyBank, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { Button } from "../../components/Button";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { EmptyState } from "../../components/EmptyState";
import { IconButton } from "../../components/IconButton";
import { ErrorLine } from "../../components/Problem";
import { Time } from "../../components/Time";
import { api } from "../../lib/api";
import { money, plural } from "../../lib/format";
import { type Budget, gatewayPath } from "../../lib/gateway";
import { findProject, mayAdminister, mayReadKeys, useSession } from "../../lib/session";
import { absolute } from "../../lib/timeRange";
import { A_PERIOD, BudgetForm } from "./BudgetForm";
import { GatewayHead, SpendLink } from "./GatewayTabs";

export function Budgets() {
  const { projectId } = useParams({ from: "/signed-in/project/$projectId" });
  const role = findProject(useSession(), projectId)?.project.role;
  const admin = mayAdminister(role);
  const client = useQueryClient();
  const [editing, setEditing] = useState<Budget | "new">();
  const [deleting, setDeleting] = useState<Budget>();
  const budgets = useQuery({
    queryKey: ["gateway", projectId, "budgets"],
    queryFn: ({ signal }) => api<{ data: Budget[] }>(gatewayPath(projectId, "budgets"), { signal }),
    enabled: mayReadKeys(role),
    refetchInterval: 10_000,
  });
  const remove = useMutation({
    mutationFn: (each: Budget) =>
      api(gatewayPath(projectId, `budgets/${each.id}`), { method: "DELETE" }),
    onSuccess: () => {
      setDeleting(undefined);
      return client.invalidateQueries({ queryKey: ["gateway", projectId] });
    },
  });
  const found = budgets.data?.data;
  return (
    <div className="text-page wide">
      <GatewayHead count={found && plural(found.length, "budget")}>
        {admin && (
          <Button primary icon={Plus} onClick={() => setEditing("new")}>
            New budget
          </Button>
        )}
      </GatewayHead>
      <ErrorLine error={budgets.error} />
      {!mayReadKeys(role) && <p>Your role cannot see the budgets of this project.</p>}
      {budgets.isLoading && <div className="skeleton" role="status" aria-label="Loading" />}
      {found?.length === 0 && (
        <EmptyState icon={PiggyBank} title="No budgets yet">
          <p>
            A budget warns, or stops calls through the gateway, when a key, user, team, tag or the
            project has spent an amount in a day, a week or a month.
          </p>
        </EmptyState>
      )}
      {found && found.length > 0 && (
        <ul className="budgets">
          {found.map((each) => (
            <li key={each.id} className="budget">
              <div className="budget-name">
                <small className="quiet">{each.scope === "project" ? "" : each.scope}</small>
                <strong title={each.target}>{each.scope === "project" ? "Whole project" : each.name}</strong>
              </div>
              <Bar budget={each} />
              <div className="budget-reset">
                {each.resetsAt ? (
                  <>
                    resets <Time iso={each.resetsAt} short />
                  </>
                ) : (
                  "does not reset"
                )}
              </div>
              {admin && (
                <div className="deeds">
                  <IconButton
                    icon={Pencil}
                    title="Change it"
                    aria-label={`Change the budget of ${each.name || "the project"}`}
                    onClick={() => setEditing(each)}
                  />
                  <IconButton
                    icon={Trash2}
                    title="Delete it"
                    aria-label={`Delete the budget of ${each.name || "the project"}`}
                    onClick={() => setDeleting(each)}
                  />
                </div>
              )}
            </li>
          ))}
        </ul>
      )}
      {editing && (
        <BudgetForm
          projectId={projectId}
          known={editing === "new" ? undefined : editing}
          onClose={() => setEditing(undefined)}
        />
      )}
      {deleting && (
        <ConfirmDialog
          title="Delete this budget?"
          action="Delete"
          busy={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate(deleting)}
          onClose={() => setDeleting(undefined)}
        >
          <p>Calls it refuses are let in again. What was spent stays on record.</p>
        </ConfirmDialog>
      )}
    </div>
  );
}

/** Spent against the limits, the soft one as a mark. */
function Bar({ budget }: { budget: Budget }) {
  const { spent, open, softLimit, hardLimit, period, since, resetsAt } = budget;
  const limit = hardLimit ?? softLimit ?? 0;
  const share = limit > 0 ? Math.min(spent / limit, 1) : 1;
  const openShare = limit > 0 ? Math.min((spent + open) / limit, 1) - share : 0;
  const tone =
    hardLimit !== null && spent >= hardLimit
      ? "over"
      : softLimit !== null && spent >= softLimit
        ? "warned"
        : "fine";
  const marked = softLimit !== null && hardLimit !== null && hardLimit > 0;
  return (
    <div className="budget-bar">
      <p>
        <SpendLink
          scope={budget.scope}
          target={budget.scope === "key" ? budget.name : budget.target}
          spend={{ amount: spent, calls: budget.calls, tokens: budget.tokens }}
          range={since ? absolute(Date.parse(since), until(resetsAt)) : "all"}
        />
        <span className="quiet">
          of {money(limit)} {A_PERIOD[period]}
          {hardLimit === null && ", then a warning"}
          {marked && `, a warning from ${money(softLimit)}`}
        </span>
      </p>
      <div
        className={`bar ${tone}`}
        role="meter"
        aria-valuemin={0}
        aria-valuemax={limit}
        aria-valuenow={Math.min(spent, limit)}
        aria-label={`${money(spent)} of ${money(limit)}`}
      >
        <span className="spent" style={{ width: `${share * 100}%` }} />
        <span className="open" style={{ width: `${openShare * 100}%` }} />
        {marked && (
          <span className="mark" style={{ left: `${Math.min(softLimit / hardLimit, 1) * 100}%` }} />
        )}
      </div>
      {tone === "over" && <p className="budget-over">Calls are refused.</p>}
    </div>
  );
}

/** When a period ends, in milliseconds; one without an end is shown up to tomorrow. */
function until(resetsAt: string | null): number {
  return resetsAt ? Date.parse(resetsAt) : Date.now() + 86_400_000;
}
