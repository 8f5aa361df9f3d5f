import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Star } from "lucide-react";
import { api } from "../../lib/api";
import { count, decimal } from "../../lib/format";
import { type Analytics, kindKey, kindOf, type ScoreKind, type ScoreSearch } from "../../lib/scores";
import { since } from "../../lib/search";
import { HorizontalBars, Histogram, TimeChart, type TimeData } from "../charts";
import { EmptyState } from "../EmptyState";
import { ErrorLine } from "../Problem";
import { Select } from "../Select";
import { Skeleton } from "../Skeleton";
import { Comparison } from "./Comparison";

const ROUTE = "/signed-in/project/$projectId/scores";
const STEPS: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000, week: 604_800_000, month: 2_678_400_000 };
const ANALYSED = ["NUMERIC", "CATEGORICAL", "BOOLEAN"];

/** One kind of score: its spread and course; a second one: how they agree. */
export function ScoreAnalytics({ projectId, kinds }: { projectId: string; kinds: ScoreKind[] }) {
  const search = useSearch({ from: ROUTE });
  const navigate = useNavigate({ from: "/project/$projectId/scores" });
  const { range = "30d" } = search;
  const usable = kinds.filter((each) => ANALYSED.includes(each.dataType));
  const usual = usable.toSorted((one, other) => other.count - one.count)[0];
  const first = search.first ?? (usual && kindKey(usual));
  const kind = kindOf(first);
  const second = kindOf(search.second);
  const from = since(range) ?? new Date(0).toISOString();
  const change = (to: Partial<ScoreSearch>) =>
    void navigate({ search: (before) => ({ ...before, ...to }), replace: true });
  const analytics = useQuery({
    queryKey: ["scores", projectId, "analytics", range, first],
    queryFn: ({ signal }) =>
      api<Analytics>(`/api/projects/${encodeURIComponent(projectId)}/score-analytics`, {
        signal,
        query: { ...kind, fromTimestamp: from },
      }),
    enabled: kind !== undefined,
  });
  if (!kind || usable.length === 0) {
    return (
      <EmptyState icon={Star} title="Nothing to analyse">
        <p>No numbers, categories or booleans were given as scores in this time.</p>
      </EmptyState>
    );
  }
  /** The list with the scores behind a part of a chart. */
  const drill = (to: Partial<ScoreSearch>) =>
    void navigate({
      search: {
        range,
        name: kind.name,
        type: kind.dataType as ScoreSearch["type"],
        source: kind.source as ScoreSearch["source"],
        ...to,
      },
    });
  const data = analytics.data;
  return (
    <div className="text-page wide scores-page">
      <div className="row">
        <KindSelect label="Score" kinds={usable} value={first} onChange={(to) => change({ first: to })} />
        <KindSelect
          label="Compared with"
          kinds={usable.filter((each) => kindKey(each) !== first)}
          value={search.second}
          none="Nothing"
          onChange={(to) => change({ second: to })}
        />
      </div>
      <ErrorLine error={analytics.error} />
      {!data && !analytics.error && <Skeleton lines={8} />}
      {data && (
        <>
          <dl className="facts">
            <Fact name="Scores" value={count(data.summary.count)} />
            {kind.dataType !== "CATEGORICAL" && <Fact name="Average" value={decimal(data.summary.average)} exact={data.summary.average} />}
            {kind.dataType === "NUMERIC" && (
              <>
                <Fact name="Median" value={decimal(data.summary.median)} exact={data.summary.median} />
                <Fact name="Lowest" value={decimal(data.summary.low)} exact={data.summary.low} />
                <Fact name="Highest" value={decimal(data.summary.high)} exact={data.summary.high} />
                <Fact name="Deviation" value={decimal(data.summary.deviation)} exact={data.summary.deviation} />
              </>
            )}
          </dl>
          <div className="chart-pair">
            <section>
              <h2 className="chart-title">Spread</h2>
              {kind.dataType === "NUMERIC" ? (
                <Histogram
                  label={`Spread of ${kind.name}`}
                  unit="score"
                  bins={data.bins.map((bin) => ({ low: bin.low, high: bin.high, height: bin.count }))}
                  onPick={(bin) => drill({ low: bin.low, high: bin.high })}
                />
              ) : (
                <HorizontalBars
                  label={`Values of ${kind.name}`}
                  unit="scores"
                  categories={data.labels.map((each) => ({ key: each.label, name: each.label, value: each.count }))}
                  onPick={({ key }) => drill({ label: key })}
                />
              )}
            </section>
            <section>
              <h2 className="chart-title">
                {kind.dataType === "NUMERIC" ? "Average over time" : "Values over time"}
              </h2>
              <div className="chart-box">
                <TimeChart
                  label={`${kind.name} over time`}
                  data={timeData(data)}
                  kind={kind.dataType === "NUMERIC" && data.series.length > 2 ? "line" : "bars"}
                  unit={kind.dataType === "NUMERIC" ? "score" : "scores"}
                  onPick={({ key }) => drill(key && kind.dataType !== "NUMERIC" ? { label: key } : {})}
                />
              </div>
            </section>
          </div>
        </>
      )}
      {second && <Comparison projectId={projectId} first={kind} second={second} from={from} />}
    </div>
  );
}

function timeData(data: Analytics): TimeData {
  const times = [...new Set(data.series.map((each) => Date.parse(each.time)))].sort((one, other) => one - other);
  const labels = [...new Set(data.series.map((each) => each.label ?? ""))];
  const byPlace = new Map(data.series.map((each) => [`${Date.parse(each.time)} ${each.label ?? ""}`, each]));
  return {
    times,
    step: STEPS[data.granularity] ?? 86_400_000,
    series: labels.map((label) => ({
      key: label,
      name: label || "Average",
      values: times.map((time) => {
        const point = byPlace.get(`${time} ${label}`);
        return point ? (label ? point.count : point.average) : label ? 0 : null;
      }),
    })),
  };
}

interface KindProps {
  label: string;
  kinds: ScoreKind[];
  value: string | undefined;
  none?: string;
  onChange: (key: string | undefined) => void;
}

function KindSelect({ label, kinds, value, none, onChange }: KindProps) {
  return (
    <Select
      beside
      small
      label={label}
      value={value ?? ""}
      options={[
        ...(none ? [{ value: "", label: none }] : []),
        ...kinds.map((each) => ({
          value: kindKey(each),
          label: `${each.name} (${each.source.toLowerCase()}, ${each.dataType.toLowerCase()}, ${count(each.count)})`,
        })),
      ]}
      onChange={(to) => onChange(to || undefined)}
    />
  );
}

function Fact({ name, value, exact }: { name: string; value: string; exact?: number | null }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd title={exact?.toString()}>{value}</dd>
    </div>
  );
}
