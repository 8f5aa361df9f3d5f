import * as Menu from "@radix-ui/react-dropdown-menu";
import { useQuery } from "@tanstack/react-query";
import { Check, RefreshCw, Server, ZoomOut } from "lucide-react";
import { ask, type Span, times } from "../../lib/metrics";
import { USUAL } from "../../lib/spanSearch";
import { absolute, isAbsolute, type TimeRange } from "../../lib/timeRange";
import { IconButton } from "../IconButton";
import { TimeRangePicker } from "../explore/TimeRangePicker";
import "../../styles/explore.css";

const YEAR = 365 * 86_400_000;

interface Props {
  project: string;
  range: TimeRange;
  span: Span;
  onRange: (range: TimeRange | undefined) => void;
  env?: string[];
  /** Absent: there is no choice of environments. */
  onEnv?: (env: string[] | undefined) => void;
  onRefresh: () => void;
}

/** Time range, environments and refresh: at the head of dashboards and users. */
export function SpanTools(props: Props) {
  const { project, range, span, onRange, env, onEnv, onRefresh } = props;
  const wider = () => {
    const length = span.to - span.from;
    onRange(absolute(span.from - length, Math.min(span.to + length, Date.now())));
  };
  // All time has no length to divide into buckets: the year does.
  const choose = (to: TimeRange) =>
    onRange(to === USUAL ? undefined : to === "all" ? absolute(Date.now() - YEAR, Date.now()) : to);
  return (
    <>
      {onEnv && <Environments project={project} span={span} env={env} onEnv={onEnv} />}
      <TimeRangePicker range={range} onRange={choose} />
      {isAbsolute(range) && (
        <IconButton icon={ZoomOut} aria-label="Wider time range" title="Wider time range" onClick={wider} />
      )}
      <IconButton icon={RefreshCw} aria-label="Refresh" title="Refresh" onClick={onRefresh} />
    </>
  );
}

function Environments({ project, span, env = [], onEnv }: Pick<Props, "project" | "span" | "env"> & { onEnv: NonNullable<Props["onEnv"]> }) {
  const found = useQuery({
    queryKey: ["environments", project, Math.floor(span.from / 3_600_000), Math.floor(span.to / 3_600_000)],
    queryFn: async ({ signal }) => {
      const rows = await ask(
        project,
        {
          view: "observations",
          metrics: [{ measure: "count", aggregation: "count" }],
          dimensions: [{ field: "environment" }],
          filters: [],
          ...times(span),
        },
        signal,
      );
      return rows.map((row) => String(row.environment ?? "")).filter(Boolean);
    },
    staleTime: 300_000,
  });
  const all = [...new Set([...(found.data ?? []), ...env])].sort();
  if (all.length < 2 && env.length === 0) return null;
  const toggle = (name: string) => {
    const next = env.includes(name) ? env.filter((each) => each !== name) : [...env, name];
    onEnv(next.length > 0 ? next : undefined);
  };
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger className="button small" aria-label={`Environments: ${env.join(", ") || "all"}`}>
        <Server aria-hidden />
        {env.length === 0 ? "All environments" : env.length === 1 ? env[0] : `${env.length} environments`}
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Content className="menu" align="end" sideOffset={4}>
          {all.map((name) => (
            <Menu.CheckboxItem
              key={name}
              className="menu-item"
              checked={env.includes(name)}
              onSelect={(event) => event.preventDefault()}
              onCheckedChange={() => toggle(name)}
            >
              <Check aria-hidden className={env.includes(name) ? undefined : "unseen"} />
              <span>{name}</span>
            </Menu.CheckboxItem>
          ))}
          {env.length > 0 && (
            <>
              <Menu.Separator className="menu-line" />
              <Menu.Item className="menu-item" onSelect={() => onEnv(undefined)}>
                All environments
              </Menu.Item>
            </>
          )}
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  );
}
