import { useQuery } from "@tanstack/react-query";
import { Inbox } from "lucide-react";
import { useState } from "react";
import { api } from "../../lib/api";
import { type ArrivalsAnswer, type By, seriesBy } from "../../lib/arrivals";
import { ago, count, exactTime } from "../../lib/format";
import { ChartFrame, TimeChart, timeTable } from "../charts";
import { ErrorLine } from "../Problem";
import { Select } from "../Select";
import { Skeleton } from "../Skeleton";
import { Numbers, PlainTable } from "../settings/PlainTable";
import "../../styles/settings.css";

const SPANS = [
  { value: "24", label: "24 hours" },
  { value: "168", label: "7 days" },
  { value: "720", label: "30 days" },
] as const;
const BYS: { value: By; label: string }[] = [
  { value: "outcome", label: "Stored, altered, refused" },
  { value: "key", label: "By key" },
  { value: "sdk", label: "By SDK" },
];

/** What arrived, by hour, and from which keys and SDK versions. */
export function Arrivals({ projectId }: { projectId: string }) {
  const [span, setSpan] = useState<(typeof SPANS)[number]["value"]>("24");
  const [by, setBy] = useState<By>("outcome");
  const hours = Number(span);
  const arrivals = useQuery({
    queryKey: ["arrivals", projectId, span],
    queryFn: ({ signal }) =>
      api<ArrivalsAnswer>("/api/public/ingestion/arrivals", {
        project: projectId,
        signal,
        query: { fromTimestamp: new Date(Date.now() - (hours - 1) * 3_600_000).toISOString() },
      }),
    refetchInterval: 15_000,
  });
  const found = arrivals.data;
  const data = found && seriesBy(found.hours, by, hours);
  return (
    <section aria-labelledby="arrivals">
      <div className="section-head">
        <h2 id="arrivals">What arrived</h2>
        <span className="spring" />
        <Select quiet small label="Time" value={span} options={SPANS} onChange={setSpan} />
        <Select quiet small label="Shown" value={by} options={BYS} onChange={setBy} />
      </div>
      <ErrorLine error={arrivals.error} />
      {arrivals.isPending && <Skeleton lines={5} />}
      {found && found.senders.length === 0 && (
        <p className="verdict">
          <Inbox aria-hidden />
          <span>Nothing arrived in this time.</span>
        </p>
      )}
      {found && data && found.senders.length > 0 && (
        <>
          <div className="arrivals">
            <ChartFrame label="Events by hour" table={() => timeTable(data, "events")}>
              <TimeChart label="Events by hour" data={data} kind="bars" unit="events" />
            </ChartFrame>
          </div>
          <PlainTable
            label="Who sends"
            head={["Key", "SDK", "Way in", <Numbers key="Requests">Requests</Numbers>, <Numbers key="Stored">Stored</Numbers>, <Numbers key="Altered">Altered</Numbers>, <Numbers key="Refused">Refused</Numbers>, "Last seen"]}
          >
            {found.senders.map((each) => (
              <tr key={[each.publicKey, each.sdkName, each.sdkVersion, each.source].join(" ")}>
                <td>{each.publicKey ? <code>{each.publicKey}</code> : <span className="quiet">a log-in</span>}</td>
                <td>
                  {each.sdkName ?? <span className="quiet">unknown</span>} {each.sdkVersion}
                </td>
                <td>{each.source}</td>
                <td className="number">{count(each.requests)}</td>
                <td className="number">{count(each.events)}</td>
                <td className="number">{count(each.altered)}</td>
                <td className="number">
                  {each.refused > 0 ? <span className="badge error">{count(each.refused)}</span> : 0}
                </td>
                <td title={exactTime(each.lastAt)}>{ago(each.lastAt)}</td>
              </tr>
            ))}
          </PlainTable>
        </>
      )}
    </section>
  );
}
