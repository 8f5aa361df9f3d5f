import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Button } from "../../components/Button";
import { Dialog } from "../../components/Dialog";
import { TextField } from "../../components/Field";
import { ErrorLine } from "../../components/Problem";
import { Select } from "../../components/Select";
import { api } from "../../lib/api";
import {
  type Budget,
  entitiesQuery,
  gatewayPath,
  keysQuery,
  numbered,
  type Period,
  type Scope,
} from "../../lib/gateway";

const SCOPES: { value: Scope; label: string }[] = [
  { value: "key", label: "Key" },
  { value: "user", label: "User" },
  { value: "team", label: "Team" },
  { value: "tag", label: "Tag" },
  { value: "project", label: "Whole project" },
];
const PERIODS: { value: Period; label: string }[] = [
  { value: "day", label: "Day" },
  { value: "week", label: "Week" },
  { value: "month", label: "Month" },
  { value: "total", label: "For ever" },
];
export const A_PERIOD: Record<Period, string> = {
  day: "a day",
  week: "a week",
  month: "a month",
  total: "for ever",
};

interface Props {
  projectId: string;
  /** The budget that is changed; without one a new one is set. */
  known?: Budget;
  onClose: () => void;
}

export function BudgetForm({ projectId, known, onClose }: Props) {
  const client = useQueryClient();
  const [scope, setScope] = useState<Scope>(known?.scope ?? "user");
  const [target, setTarget] = useState(known?.target ?? "");
  const [period, setPeriod] = useState<Period>(known?.period ?? "month");
  const put = useMutation({
    mutationFn: (body: object) =>
      api(gatewayPath(projectId, "budgets"), { method: "PUT", body }),
    onSuccess: () => {
      onClose();
      return client.invalidateQueries({ queryKey: ["gateway", projectId] });
    },
  });
  const targets = useTargets(projectId, scope);
  const chosen = target.trim() || (targets[0]?.value ?? "");
  function save(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    put.mutate({
      scope,
      target: chosen,
      period,
      softLimit: numbered(form.get("soft")),
      hardLimit: numbered(form.get("hard")),
    });
  }
  return (
    <Dialog title={known ? "Change a budget" : "New budget"} onClose={onClose}>
      <form onSubmit={save}>
        {known ? (
          <p>
            {known.scope === "project" ? "The whole project" : `${known.scope} ${known.name}`},{" "}
            {A_PERIOD[known.period]}
          </p>
        ) : (
          <>
            <div className="two">
              <Select
                label="For"
                value={scope}
                options={SCOPES}
                onChange={(to) => {
                  setScope(to);
                  setTarget("");
                }}
              />
              <Select label="Per" value={period} options={PERIODS} onChange={setPeriod} />
            </div>
            {listedScope(scope) && targets.length > 0 && (
              <Select label="Which" value={chosen} options={targets} onChange={setTarget} />
            )}
            {listedScope(scope) && targets.length === 0 && (
              <p className="quiet">There is no {scope} yet.</p>
            )}
            {scope === "tag" && (
              <TextField label="Tag" value={target} onChange={setTarget} required maxLength={255} />
            )}
          </>
        )}
        <div className="two">
          <TextField
            label="Refuse from (USD)"
            name="hard"
            type="number"
            min={0}
            step="any"
            defaultValue={known?.hardLimit ?? undefined}
            hint="Empty: never."
          />
          <TextField
            label="Warn from (USD)"
            name="soft"
            type="number"
            min={0}
            step="any"
            defaultValue={known?.softLimit ?? undefined}
            hint="Empty: never."
          />
        </div>
        <ErrorLine error={put.error} />
        <p className="row end">
          <Button onClick={onClose}>Cancel</Button>
          <Button
            submit
            primary
            busy={put.isPending}
            disabled={!known && scope !== "project" && !chosen}
          >
            Save
          </Button>
        </p>
      </form>
    </Dialog>
  );
}

/** What a budget of this scope can be for: all of them, and none for tags and the project. */
function useTargets(projectId: string, scope: Scope): { value: string; label: string }[] {
  const keys = useQuery({ ...keysQuery(projectId), enabled: scope === "key" });
  const kind = scope === "team" ? "teams" : "users";
  const people = useQuery({ ...entitiesQuery(projectId, kind), enabled: listedScope(scope) });
  if (scope === "key")
    return (keys.data?.data ?? []).map(({ id, alias }) => ({ value: id, label: alias }));
  if (!listedScope(scope)) return [];
  return (people.data?.data ?? []).map(({ id, name }) => ({ value: id, label: name ?? id }));
}

const listedScope = (scope: Scope) => scope !== "tag" && scope !== "project";
