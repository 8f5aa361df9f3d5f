import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { Button } from "../../components/Button";
import { TextArea, TextField } from "../../components/Field";
import { ErrorLine } from "../../components/Problem";
import { Select } from "../../components/Select";
import { Switch } from "../../components/Switch";
import { FilterRows } from "./FilterRows";
import { type AlertDraft, channelsQuery, FIELDS, measureName, measureOf, MEASURES, MOST_FIELDS, spanName, unitOf } from "./model";
import { PreviewChart } from "./PreviewChart";
import { unitWord } from "../../lib/words";

const spans = (seconds: number[], now: number) =>
  [...new Set([...seconds, now])].sort((a, b) => a - b).map((each) => ({ value: String(each), label: spanName(each) }));
const WINDOWS = [300, 900, 1800, 3600, 6 * 3600, 86_400, 7 * 86_400, 30 * 86_400];
const EVERY = [60, 300, 900, 3600, 86_400];
const OPERATORS = [
  { value: ">", label: "is above" },
  { value: ">=", label: "is at least" },
  { value: "<", label: "is below" },
  { value: "<=", label: "is at most" },
];
const EMPTY = [
  { value: "ok", label: "it is OK" },
  { value: "keep", label: "nothing changes" },
  { value: "no_data", label: "tell: no data" },
  { value: "alerting", label: "alert" },
];
const REMIND = [
  { value: "", label: "never" },
  { value: "3600", label: "every hour" },
  { value: "14400", label: "every 4 hours" },
  { value: "86400", label: "every day" },
];

interface Props {
  projectId: string;
  alert: AlertDraft;
  mayWrite: boolean;
  onSave: (draft: AlertDraft) => Promise<unknown>;
}

/** The whole alert, with a live preview of its condition. */
export function AlertForm({ projectId, alert, mayWrite, onSave }: Props) {
  const [draft, setDraft] = useState(alert);
  // as typed: "" and "1." are no numbers yet
  const [threshold, setThreshold] = useState(String(alert.threshold));
  const [clear, setClear] = useState(alert.clearThreshold === null ? "" : String(alert.clearThreshold));
  const channels = useQuery(channelsQuery(projectId));
  const save = useMutation({ mutationFn: () => onSave(draft) });
  const put = (part: Partial<AlertDraft>) => setDraft({ ...draft, ...part });
  const putQuery = (part: Partial<AlertDraft["query"]>) => put({ query: { ...draft.query, ...part } });
  const measure = measureOf(draft.query);
  const unit = unitWord(unitOf(draft.query));
  const measures = Object.entries(MEASURES).map(([value, { label }]) => ({ value, label }));
  if (!measure) measures.push({ value: "", label: measureName(draft.query) });
  function choose(key: string): void {
    const chosen = MEASURES[key];
    if (!chosen) return;
    setThreshold(String(chosen.threshold));
    setClear("");
    put({ query: { ...draft.query, ...chosen.query }, threshold: chosen.threshold, clearThreshold: null });
  }
  function number(text: string, set: (value: number) => void): void {
    const value = Number(text);
    if (text.trim() && Number.isFinite(value)) set(value);
  }
  function send(event: FormEvent): void {
    event.preventDefault();
    save.mutate();
  }
  return (
    <form className="alert-form" onSubmit={send}>
      <fieldset className="alert-parts" disabled={!mayWrite}>
        <legend className="hidden">Alert</legend>
        <TextField label="Name" value={draft.name} onChange={(name) => put({ name })} required maxLength={200} />
        <div className="alert-columns">
          <Select label="Measure" value={measure} options={measures} onChange={choose} />
          <Select
            label="Over the last"
            value={String(draft.windowSeconds)}
            options={spans(WINDOWS, draft.windowSeconds)}
            onChange={(value) => put({ windowSeconds: Number(value) })}
          />
          <GroupFields groupBy={draft.query.groupBy} onChange={(groupBy) => putQuery({ groupBy })} />
        </div>
        <FilterRows filters={draft.query.filters} onChange={(filters) => putQuery({ filters })} />
        <div className="alert-columns">
          <Select
            label="Alert when it"
            value={draft.operator}
            options={OPERATORS}
            onChange={(operator) => put({ operator, clearThreshold: null })}
          />
          <TextField
            label={unit ? `Threshold (${unit})` : "Threshold"}
            inputMode="decimal"
            required
            value={threshold}
            onChange={(text) => {
              setThreshold(text);
              number(text, (value) => put({ threshold: value }));
            }}
            error={threshold.trim() && Number.isFinite(Number(threshold)) ? undefined : "A number is needed."}
          />
          <TextField
            label="Over again at"
            hint="Between the two nothing changes."
            inputMode="decimal"
            placeholder={threshold}
            value={clear}
            onChange={(text) => {
              setClear(text);
              if (!text.trim()) put({ clearThreshold: null });
              else number(text, (value) => put({ clearThreshold: value }));
            }}
          />
        </div>
        <PreviewChart
          projectId={projectId}
          condition={{
            query: draft.query,
            operator: draft.operator,
            threshold: draft.threshold,
            clearThreshold: draft.clearThreshold,
            windowSeconds: draft.windowSeconds,
          }}
        />
        <div className="alert-columns">
          <Select
            label="Check every"
            value={String(draft.everySeconds)}
            options={spans(EVERY, draft.everySeconds)}
            onChange={(value) => put({ everySeconds: Number(value) })}
          />
          <Select
            label="Changes after"
            value={String(draft.confirmations)}
            options={[1, 2, 3, 5, 10].map((each) => ({
              value: String(each),
              label: each === 1 ? "one check" : `${each} checks in a row`,
            }))}
            onChange={(value) => put({ confirmations: Number(value) })}
          />
          <Select
            label="When there is nothing to measure"
            value={draft.whenEmpty}
            options={EMPTY}
            onChange={(whenEmpty) => put({ whenEmpty })}
          />
        </div>
        <fieldset className="alert-channels">
          <legend>Tell</legend>
          <ErrorLine error={channels.error} />
          {channels.data?.data.map((channel) => (
            <label key={channel.id} className="check">
              <input
                type="checkbox"
                checked={draft.channelIds.includes(channel.id)}
                onChange={(event) =>
                  put({
                    channelIds: event.target.checked
                      ? [...draft.channelIds, channel.id]
                      : draft.channelIds.filter((each) => each !== channel.id),
                  })
                }
              />
              {channel.name} <small className="quiet">{channel.display}</small>
            </label>
          ))}
          {channels.data?.data.length === 0 && (
            <p className="quiet">
              There are no channels yet.{" "}
              <Link to="/project/$projectId/alerts/channels" params={{ projectId }}>
                Make one
              </Link>
              ; the alert also shows in its list.
            </p>
          )}
        </fieldset>
        <div className="alert-columns">
          <Select
            label="Severity"
            value={draft.severity}
            options={[
              { value: "warning", label: "Warning" },
              { value: "critical", label: "Critical" },
            ]}
            onChange={(severity) => put({ severity })}
          />
          <Select
            label="Remind while it lasts"
            value={draft.remindSeconds === null ? "" : String(draft.remindSeconds)}
            options={REMIND}
            onChange={(value) => put({ remindSeconds: value ? Number(value) : null })}
          />
        </div>
        <TextArea
          label="Note for who is told"
          rows={2}
          maxLength={2000}
          value={draft.description}
          onChange={(description) => put({ description })}
        />
        <Switch label="Switched on" checked={draft.enabled} onChange={(enabled) => put({ enabled })} />
        <ErrorLine error={save.error} />
        {mayWrite && (
          <p className="row end">
            <Button primary submit busy={save.isPending}>
              Save alert
            </Button>
          </p>
        )}
      </fieldset>
    </form>
  );
}

/** The fields an alert is by, one after the other; the next is asked for when there is one. */
function GroupFields({ groupBy, onChange }: { groupBy: string[]; onChange: (to: string[]) => void }) {
  const shownFields = [...groupBy, ""].slice(0, MOST_FIELDS);
  return shownFields.map((field, at) => {
    const others = groupBy.filter((_, index) => index !== at);
    const known = FIELDS.filter(([column]) => !others.includes(column));
    const options = [
      { value: "", label: at === 0 ? "all together" : "no more" },
      ...known.map(([value, label]) => ({ value, label })),
    ];
    if (field && !known.some(([column]) => column === field)) options.push({ value: field, label: field });
    return (
      <Select
        key={at}
        label={at === 0 ? "For each" : "and each"}
        value={field}
        options={options}
        onChange={(to) => onChange([...groupBy.slice(0, at), to, ...groupBy.slice(at + 1)].filter(Boolean))}
      />
    );
  });
}
