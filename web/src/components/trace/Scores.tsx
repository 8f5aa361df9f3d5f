import { useMutation, useQuery } from "@tanstack/react-query";
import { Plus, X } from "lucide-react";
import { useState } from "react";
import type { ScoreConfig } from "../../lib/annotation";
import { api } from "../../lib/api";
import { decimal } from "../../lib/format";
import { inertLine } from "../../lib/inert";
import type { FullScore } from "../../lib/traceTypes";
import type { Page } from "../../lib/types";
import { Button } from "../Button";
import { Dialog } from "../Dialog";
import { TextArea, TextField } from "../Field";
import { IconButton } from "../IconButton";
import { ErrorLine } from "../Problem";
import { Select } from "../Select";

export interface ScoreSubject {
  traceId?: string;
  observationId?: string;
  sessionId?: string;
}

interface Props {
  projectId: string;
  subject: ScoreSubject;
  scores: FullScore[];
  mayWrite: boolean;
  onChange: () => void;
}

/** Judgements on a trace, an observation or a session; people add theirs. */
export function Scores({ projectId, subject, scores, mayWrite, onChange }: Props) {
  const [adding, setAdding] = useState(false);
  const remove = useMutation({
    mutationFn: (id: string) =>
      api(`/api/public/scores/${encodeURIComponent(id)}`, { method: "DELETE", project: projectId }),
    onSuccess: onChange,
  });
  if (scores.length === 0 && !mayWrite) return null;
  return (
    <div className="scores-line">
      <ul className="scores" aria-label="Scores">
        {scores.map((score) => (
          <li key={score.id} title={`${score.source.toLowerCase()}, ${score.dataType.toLowerCase()}`}>
            <span>{inertLine(score.name)}</span>
            <b title={String(score.stringValue ?? score.value)}>
              {score.stringValue == null ? decimal(score.value) : inertLine(score.stringValue)}
            </b>
            {score.comment && <q>{inertLine(score.comment)}</q>}
            {mayWrite && (score.source === "ANNOTATION" || score.authorUserId) && (
              <IconButton
                icon={X}
                aria-label={`Take the score ${score.name} back`}
                onClick={() => remove.mutate(score.id)}
              />
            )}
          </li>
        ))}
        {mayWrite && (
          <li className="adder">
            <Button small icon={Plus} onClick={() => setAdding(true)}>
              Score
            </Button>
          </li>
        )}
      </ul>
      <ErrorLine error={remove.error} />
      {adding && (
        <NewScore
          projectId={projectId}
          subject={subject}
          onClose={() => setAdding(false)}
          onDone={() => {
            setAdding(false);
            onChange();
          }}
        />
      )}
    </div>
  );
}

const FREE = "";

function NewScore(props: {
  projectId: string;
  subject: ScoreSubject;
  onClose: () => void;
  onDone: () => void;
}) {
  const { projectId, subject, onClose, onDone } = props;
  const configs = useQuery({
    queryKey: ["score-configs", projectId, "all"],
    queryFn: ({ signal }) =>
      api<Page<ScoreConfig>>("/api/public/score-configs", { project: projectId, query: { limit: 100 }, signal }),
  });
  const usable = (configs.data?.data ?? []).filter((each) => !each.isArchived);
  const [chosen, setChosen] = useState<string>();
  const config = usable.find((each) => each.id === (chosen ?? usable[0]?.id));
  const [name, setName] = useState("");
  const [value, setValue] = useState("");
  const [comment, setComment] = useState("");
  const give = useMutation({
    mutationFn: () =>
      api("/api/public/scores", {
        method: "POST",
        project: projectId,
        body: {
          ...subject,
          name: config?.name ?? name.trim(),
          ...(config ? { configId: config.id, dataType: config.dataType, source: "ANNOTATION" } : {}),
          value: read(value, config),
          ...(comment.trim() ? { comment: comment.trim() } : {}),
        },
      }),
    onSuccess: onDone,
  });
  const options = categoriesOf(config);
  const shown = value || (options?.[0]?.value ?? "");
  return (
    <Dialog title="Give a score" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!value && shown) setValue(shown);
          give.mutate();
        }}
      >
        <ErrorLine error={configs.error} />
        <Select
          label="What is judged"
          value={config?.id ?? FREE}
          onChange={(to) => {
            setChosen(to);
            setValue("");
          }}
          options={[
            ...usable.map((each) => ({
              value: each.id,
              label: each.name,
              hint: each.description ?? each.dataType.toLowerCase(),
            })),
            { value: FREE, label: "Something else", hint: "a name of your own" },
          ]}
        />
        {!config && <TextField label="Name" value={name} onChange={setName} required maxLength={255} />}
        {options ? (
          <Select label="Value" value={shown} onChange={setValue} options={options} />
        ) : (
          <TextField
            label="Value"
            hint={config ? bounds(config) : "A number, or a word"}
            value={value}
            onChange={setValue}
            required
            inputMode={config?.dataType === "NUMERIC" ? "decimal" : undefined}
          />
        )}
        <TextArea label="Comment" value={comment} onChange={setComment} rows={2} maxLength={5000} />
        <ErrorLine error={give.error} />
        <p className="row end">
          <Button onClick={onClose}>Cancel</Button>
          <Button submit primary busy={give.isPending}>
            Give the score
          </Button>
        </p>
      </form>
    </Dialog>
  );

  function read(text: string, of: ScoreConfig | undefined): string | number {
    const given = text || shown;
    if (of?.dataType === "BOOLEAN") return given === "True" ? 1 : 0;
    if (of?.dataType === "CATEGORICAL" || of?.dataType === "TEXT") return given;
    const number = Number(given.replace(",", "."));
    return given.trim() !== "" && Number.isFinite(number) ? number : given;
  }
}

function categoriesOf(config: ScoreConfig | undefined) {
  if (config?.dataType === "BOOLEAN") {
    return [
      { value: "True", label: "True" },
      { value: "False", label: "False" },
    ];
  }
  if (config?.dataType !== "CATEGORICAL") return null;
  return (config.categories ?? []).map(({ label }) => ({ value: label, label }));
}

function bounds({ dataType, minValue, maxValue }: ScoreConfig): string {
  if (dataType !== "NUMERIC") return "Text";
  if (minValue !== null && maxValue !== null) return `A number from ${minValue} to ${maxValue}`;
  if (minValue !== null) return `A number of ${minValue} or more`;
  return maxValue !== null ? `A number up to ${maxValue}` : "A number";
}
