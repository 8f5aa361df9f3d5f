import { useRouter } from "@tanstack/react-router";
import type { MouseEvent, ReactNode } from "react";
import { BASE } from "../../lib/base";
import { behind } from "../../lib/drill";
import type { Value, ViewName } from "../../lib/metrics";
import type { AlertQuery } from "./model";

interface Props {
  projectId: string;
  query: AlertQuery;
  group: Record<string, unknown>;
  /** End of the window that was measured. */
  at: string;
  windowSeconds: number;
  children: ReactNode;
}

/** A number of an alert, which opens what it was measured from. */
export function Behind({ projectId, query, group, at, windowSeconds, children }: Props) {
  const router = useRouter();
  const address = BASE + addressOf({ projectId, query, group, at, windowSeconds });
  function open(event: MouseEvent): void {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    router.history.push(address);
  }
  return (
    <a href={address} onClick={open} title="Open what this was measured from">
      {children}
    </a>
  );
}

function addressOf({ projectId, query, group, at, windowSeconds }: Omit<Props, "children">): string {
  const to = Date.parse(at);
  return behind(
    {
      name: "",
      description: "",
      view: query.view as ViewName,
      dimensions: query.groupBy.map((field) => ({ field })),
      metrics: [{ measure: query.measure, agg: query.aggregation }],
      filters: [...query.filters, ...(query.shareFilters ?? [])],
      chartType: "NUMBER",
      chartConfig: {},
    },
    { project: projectId, filters: [], span: { from: to - windowSeconds * 1000, to } },
    { values: query.groupBy.map((field) => (group[field] ?? null) as Value) },
  );
}
