import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { ChartFrame, TimeChart, timeTable } from "../../components/charts";
import { api } from "../../lib/api";
import { alertsPath, type Condition, groupName, measureName, type Preview, spanName, unitOf } from "./model";

const REST_MS = 300;

/** What the alert would have seen in its last 24 windows, and the threshold. */
export function PreviewChart({ projectId, condition }: { projectId: string; condition: Condition }) {
  // what is typed is asked for once it rests
  const typed = JSON.stringify(condition);
  const [rested, setRested] = useState(typed);
  useEffect(() => {
    const timer = setTimeout(() => setRested(typed), REST_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const wanted = useMemo(() => JSON.parse(rested) as Condition, [rested]);
  const preview = useQuery({
    queryKey: ["alert-preview", projectId, rested],
    queryFn: ({ signal }) =>
      api<Preview>(`${alertsPath(projectId)}/preview`, { method: "POST", body: wanted, signal }),
    placeholderData: (before) => before,
    retry: false,
  });
  const found = preview.data;
  const unit = unitOf(wanted.query);
  const data = found && {
    times: found.times.map((iso) => Date.parse(iso)),
    step: wanted.windowSeconds * 1000,
    series: [
      ...found.series.map((each, index) => ({
        key: groupName(each.group) || `value-${index}`,
        name: groupName(each.group) || measureName(wanted.query),
        values: each.values,
      })),
      { key: "threshold", name: "Threshold", values: found.times.map(() => wanted.threshold) },
    ],
  };
  const seen = found?.series.some((each) => each.values.some((value) => value !== null));
  return (
    <section className="alert-preview" aria-label="Preview">
      <div className="alert-chart">
        <ChartFrame
          label="What the alert would have seen"
          pending={preview.isLoading}
          error={preview.error}
          empty={found && !seen && <p>Nothing was measured in the last 24 windows.</p>}
          table={data && (() => timeTable(data, unit))}
        >
          {data && <TimeChart label="What the alert would have seen" data={data} kind="line" unit={unit} stacked={false} />}
        </ChartFrame>
      </div>
      <p className="quiet" aria-live="polite">
        {found &&
          seen &&
          `It would have been over in ${found.breaches} of the last ${found.times.length} windows of ${spanName(
            wanted.windowSeconds,
          )}.`}
      </p>
    </section>
  );
}
