import { useMutation } from "@tanstack/react-query";
import { FlaskConical } from "lucide-react";
import { useState } from "react";
import { api } from "../../lib/api";
import { count, money } from "../../lib/format";
import { type Trial, perMillion } from "../../lib/prices";
import { Button } from "../Button";
import { TextField } from "../Field";
import { ErrorLine } from "../Problem";
import { PlainTable } from "./PlainTable";

const FIELDS = [
  ["input", "Input tokens", "1000"],
  ["input_cached_tokens", "Cached input tokens", ""],
  ["output", "Output tokens", "500"],
] as const;

/** Which price a model's name leads to, and what an imagined call would cost. */
export function PriceTrial({ projectId }: { projectId: string }) {
  const [model, setModel] = useState("");
  const [usage, setUsage] = useState<Record<string, string>>(
    Object.fromEntries(FIELDS.map(([key, , value]) => [key, value])),
  );
  const test = useMutation({
    mutationFn: () =>
      api<Trial>(`/api/projects/${encodeURIComponent(projectId)}/prices/trial`, {
        method: "POST",
        body: {
          model: model.trim(),
          usage: Object.fromEntries(
            Object.entries(usage)
              .filter(([, value]) => value !== "")
              .map(([key, value]) => [key, Number(value)]),
          ),
        },
      }),
  });
  return (
    <section aria-labelledby="trial">
      <h2 id="trial">Test a match</h2>
      <form
        className="side-by-side"
        onSubmit={(event) => {
          event.preventDefault();
          test.mutate();
        }}
      >
        <TextField
          label="Model name"
          placeholder="as the client sends it"
          required
          maxLength={500}
          value={model}
          onChange={setModel}
        />
        {FIELDS.map(([key, label]) => (
          <TextField
            key={key}
            label={label}
            type="number"
            min={0}
            value={usage[key]}
            onChange={(value) => setUsage({ ...usage, [key]: value })}
          />
        ))}
        <Button submit icon={FlaskConical} busy={test.isPending} className="align-end">
          Test
        </Button>
      </form>
      <ErrorLine error={test.error} />
      {test.data && <Outcome trial={test.data} />}
    </section>
  );
}

function Outcome({ trial }: { trial: Trial }) {
  return (
    <div className="outcome" role="status">
      <p>
        {trial.entry ? (
          <>
            <b>{trial.model}</b> is priced as <b>{trial.entry.modelName}</b>
            {trial.price && <> (tier {trial.price.tier.name})</>}
          </>
        ) : (
          <>
            Nothing in the price book matches <b>{trial.model}</b>
          </>
        )}
      </p>
      {trial.totalCost !== null && (
        <p className="amount" title={`$${trial.totalCost}`}>
          {money(Number(trial.totalCost))}
        </p>
      )}
      <p className="quiet">{trial.because}</p>
      {trial.lines.length > 0 && (
        <PlainTable label="The sum" head={["Usage", "Tokens", "USD for a million", "Cost"]}>
          {trial.lines.map((line) => (
            <tr key={line.usageKey}>
              <td>{line.usageKey}</td>
              <td>{count(line.units)}</td>
              <td>{line.unitPrice === null ? "no price" : perMillion(Number(line.unitPrice))}</td>
              <td title={line.cost === null ? undefined : `$${line.cost}`}>
                {line.cost === null ? "–" : money(Number(line.cost))}
              </td>
            </tr>
          ))}
        </PlainTable>
      )}
      {trial.flags.map((each) => (
        <p key={each.flag} className="quiet">
          {each.meaning || each.flag}
        </p>
      ))}
    </div>
  );
}
