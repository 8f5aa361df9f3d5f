import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Play } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "../../components/Button";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { TextField } from "../../components/Field";
import { ErrorLine } from "../../components/Problem";
import { Skeleton } from "../../components/Skeleton";
import { Switch } from "../../components/Switch";
import { Time } from "../../components/Time";
import { toast, toastError } from "../../components/Toasts";
import { Numbers, PlainTable } from "../../components/settings/PlainTable";
import { SettingsPage } from "../../components/settings/SettingsPage";
import { api } from "../../lib/api";
import { bytes, count, plural } from "../../lib/format";
import { mayAdminister, usePlace } from "../../lib/session";
import type { Page } from "../../lib/types";

interface Run {
  id: string;
  at: string;
  retentionDays: number;
  cutoff: string;
  deleted: Record<string, number>;
}

interface Kept extends Page<Run> {
  retentionDays: number | null;
}

/** How long events are kept, and what was deleted. */
export function Retention() {
  const { project } = usePlace();
  const path = `/api/projects/${encodeURIComponent(project.id)}`;
  const client = useQueryClient();
  const again = () => client.invalidateQueries({ queryKey: ["retention", project.id] });
  const [limited, setLimited] = useState(false);
  const [days, setDays] = useState("90");
  const [asked, setAsked] = useState(false);
  const kept = useQuery({
    queryKey: ["retention", project.id],
    queryFn: ({ signal }) => api<Kept>(`${path}/retention`, { signal, query: { limit: 30 } }),
  });
  const now = kept.data?.retentionDays;
  useEffect(() => {
    if (now === undefined) return;
    setLimited(now !== null);
    if (now !== null) setDays(String(now));
  }, [now]);
  const wanted = limited ? Number(days) : null;
  const save = useMutation({
    mutationFn: () => api(path, { method: "PATCH", body: { retentionDays: wanted } }),
    onSuccess: async () => {
      setAsked(false);
      toast("Saved.");
      await again();
    },
  });
  const run = useMutation({
    mutationFn: () => api(`${path}/retention/run`, { method: "POST", body: {} }),
    onSuccess: () => toast("Started. What it deleted appears below."),
    onError: toastError,
  });
  const mayChange = mayAdminister(project.role);
  const shorter = wanted !== null && (now === null || (now !== undefined && wanted < now));
  return (
    <SettingsPage
      title="Data retention"
      tools={
        project.role === "OWNER" &&
        typeof now === "number" && (
          <Button icon={Play} busy={run.isPending} onClick={() => run.mutate()}>
            Apply now
          </Button>
        )
      }
    >
      <ErrorLine error={kept.error} />
      {kept.isPending && <Skeleton />}
      {kept.data && (
        <form
          className="settings-form"
          onSubmit={(event) => {
            event.preventDefault();
            if (shorter) setAsked(true);
            else save.mutate();
          }}
        >
          <Switch
            label="Delete what is old"
            hint="Off: traces, observations, scores and media are kept for ever."
            checked={limited}
            disabled={!mayChange}
            onChange={setLimited}
          />
          {limited && (
            <TextField
              label="Days to keep"
              type="number"
              min={1}
              max={36_500}
              required
              value={days}
              onChange={setDays}
              disabled={!mayChange}
              hint="Older events are deleted every night at 03:00 UTC."
            />
          )}
          <ErrorLine error={asked ? undefined : save.error} />
          {mayChange && (
            <p className="row">
              <Button submit primary busy={save.isPending} disabled={wanted === now}>
                Save
              </Button>
            </p>
          )}
        </form>
      )}
      {kept.data && (
        <section aria-labelledby="runs">
          <h2 id="runs">What was deleted</h2>
          {kept.data.data.length === 0 ? (
            <p className="quiet">Nothing yet.</p>
          ) : (
            <PlainTable label="Retention runs" head={["When", "Older than", <Numbers key="Traces">Traces</Numbers>, <Numbers key="Observations">Observations</Numbers>, <Numbers key="Scores">Scores</Numbers>, <Numbers key="Media">Media</Numbers>]}>
              {kept.data.data.map((each) => (
                <tr key={each.id}>
                  <td>
                    <Time iso={each.at} />
                  </td>
                  <td>
                    <Time iso={each.cutoff} short /> ({plural(each.retentionDays, "day")})
                  </td>
                  <td className="number">{count(each.deleted.traces ?? 0)}</td>
                  <td className="number">{count(each.deleted.observations ?? 0)}</td>
                  <td className="number">{count(each.deleted.scores ?? 0)}</td>
                  <td className="number">{bytes(each.deleted.mediaBytes ?? 0)}</td>
                </tr>
              ))}
            </PlainTable>
          )}
        </section>
      )}
      {asked && wanted !== null && (
        <ConfirmDialog
          title={`Keep only ${plural(wanted, "day")}?`}
          action="Delete what is older"
          busy={save.isPending}
          error={save.error}
          onConfirm={() => save.mutate()}
          onClose={() => setAsked(false)}
        >
          <p>
            Events older than {plural(wanted, "day")} are deleted in the coming night, and cannot be
            brought back.
          </p>
        </ConfirmDialog>
      )}
    </SettingsPage>
  );
}
