// From a number to what is behind it: the one place that writes links to the lists of traces and
// observations.
import type { Bin } from "../components/charts";
import { OTHER, type Scope, groupOf } from "./chartAnswer";
import type { Chart } from "./dashboards";
import type { MetricsFilter, Span, Value } from "./metrics";
import { quoted } from "./query";
import { stringifySearch } from "./search";
import { absolute } from "./timeRange";

export type Surface = "traces" | "observations";

/** Address of a list below the base path. Words of the query are joined by and. */
export function listAddress(
  projectId: string,
  surface: Surface,
  words: (string | undefined)[],
  span?: Span,
): string {
  const q = words.filter(Boolean).join(" ") || undefined;
  const search = stringifySearch({ q, range: span && absolute(span.from, span.to) });
  return `/project/${encodeURIComponent(projectId)}/${surface}${search}`;
}

/** The query's word for a column of the metrics language, for each list. */
const WORDS: Record<Surface, Record<string, string>> = {
  observations: {
    providedModelName: "model",
    name: "name",
    type: "type",
    level: "level",
    environment: "environment",
    userId: "user",
    sessionId: "session",
    traceName: "trace",
    traceId: "traceId",
    tags: "tag",
    version: "version",
    traceRelease: "release",
    release: "release",
    promptName: "prompt",
    promptVersion: "promptVersion",
    parentObservationId: "parent",
    calledToolNames: "tool",
    gatewayKeyAlias: "key",
    gatewayTeamAlias: "team",
    gatewayUserId: "gatewayUser",
    gatewayTeamId: "gatewayTeam",
    isRootObservation: "root",
    id: "id",
    metadata: "metadata",
  },
  traces: {
    name: "name",
    traceName: "name",
    environment: "environment",
    userId: "user",
    sessionId: "session",
    tags: "tag",
    version: "version",
    traceVersion: "version",
    release: "release",
    traceRelease: "release",
    observationModelName: "model",
    traceId: "id",
    id: "id",
    metadata: "metadata",
  },
};

const MEASURES: Record<string, { word: string; unit: string }> = {
  latency: { word: "latency", unit: "ms" },
  timeToFirstToken: { word: "ttft", unit: "ms" },
  totalCost: { word: "cost", unit: "" },
  totalTokens: { word: "tokens", unit: "" },
  inputTokens: { word: "inputTokens", unit: "" },
  outputTokens: { word: "outputTokens", unit: "" },
  inputCost: { word: "inputCost", unit: "" },
  outputCost: { word: "outputCost", unit: "" },
};

export const surfaceOf = (chart: Chart): Surface =>
  chart.view === "observations" ? "observations" : "traces";

const isScores = (chart: Chart) => chart.view.startsWith("scores-");

/** Part of a chart: a span of time, a group (`key` of the chart's data), or a bin of a histogram. */
export interface Part {
  span?: Span;
  key?: string;
  values?: Value[];
  bin?: Bin;
}

/** Where what is behind a part of a chart is listed. */
export function behind(chart: Chart, scope: Scope, part: Part = {}): string {
  const surface = surfaceOf(chart);
  const group = part.values ?? (part.key && part.key !== OTHER ? groupOf(part.key).values : []);
  const words = [...chart.filters, ...scope.filters].map((each) => wordOf(chart, surface, each));
  const grouped = chart.dimensions.map(({ field }, index) =>
    index in group ? equal(chart, surface, field, group[index] ?? null) : undefined,
  );
  return listAddress(
    scope.project,
    surface,
    [...words, ...grouped, scoreWord(chart, group, part.bin), binWord(chart, part.bin)],
    part.span ?? scope.span,
  );
}

function equal(chart: Chart, surface: Surface, column: string, value: Value): string | undefined {
  if (isScores(chart) && ["name", "value", "stringValue"].includes(column)) return undefined;
  const word = WORDS[surface][column];
  if (!word) return undefined;
  return value === null || value === "" ? `-has:${word}` : `${word}:${quoted(String(value))}`;
}

/** A score is asked for by its name and, where it has one, its category or its bin. */
function scoreWord(chart: Chart, group: Value[], bin: Bin | undefined): string | undefined {
  if (!isScores(chart)) return undefined;
  const by = (field: string): Value | undefined => {
    const at = chart.dimensions.findIndex((each) => each.field === field);
    return at < 0 ? undefined : group[at];
  };
  const filtered = chart.filters.find(({ column }) => column === "name")?.value;
  const alone = Array.isArray(filtered) && filtered.length === 1 ? filtered[0] : filtered;
  const name = by("name") ?? (typeof alone === "string" ? alone : undefined);
  if (!name) return undefined;
  const word = `score.${quoted(String(name))}`;
  const category = by("stringValue");
  if (category) return `${word}:${quoted(String(category))}`;
  if (bin) return `${word}>=${bin.low} ${word}<=${bin.high}`;
  return chart.view === "scores-numeric" ? `${word}>-1e12` : undefined;
}

function binWord(chart: Chart, bin: Bin | undefined): string | undefined {
  const measure = MEASURES[chart.metrics[0]?.measure ?? ""];
  if (!bin || !measure || isScores(chart)) return undefined;
  const { word, unit } = measure;
  return `${word}>=${bin.low}${unit} ${word}<=${bin.high}${unit}`;
}

/** A filter as the query's word; nothing for what a query cannot say. */
function wordOf(chart: Chart, surface: Surface, filter: MetricsFilter): string | undefined {
  if (isScores(chart) && ["name", "value", "stringValue", "source"].includes(filter.column)) {
    return undefined;
  }
  const column = WORDS[surface][filter.column];
  if (!column) return undefined;
  const word = filter.key ? `${column}.${quoted(filter.key)}` : column;
  const { operator, value } = filter;
  const not = operator.startsWith("none") || operator.startsWith("does not") || operator === "<>";
  const sign = not ? "-" : "";
  if (operator === "is null") return `-has:${word}`;
  if (operator === "is not null") return `has:${word}`;
  if (operator === "all of" && Array.isArray(value)) {
    return value.map((each) => `${word}:${quoted(String(each))}`).join(" ");
  }
  if (Array.isArray(value)) {
    const typed = value.map((each) => quoted(String(each)));
    return typed.length === 1
      ? `${sign}${word}:${typed[0]}`
      : `${sign}${word}:(${typed.join(" OR ")})`;
  }
  const text = quoted(String(value));
  if (["<", ">", "<=", ">="].includes(operator)) return `${word}${operator}${text}`;
  if (operator === "=" || operator === "<>") return `${sign}${word}:${text}`;
  if (operator.includes("start") && !text.startsWith('"')) return `${sign}${word}:${text}*`;
  if (operator.includes("end") && !text.startsWith('"')) return `${sign}${word}:*${text}`;
  return `${sign}${word}~${text}`;
}
