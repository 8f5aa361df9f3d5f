// Annotation queues as the API gives them.

export interface Queue {
  id: string;
  name: string;
  description: string | null;
  scoreConfigIds: string[];
  createdAt: string;
}

export type QueueObject = "TRACE" | "OBSERVATION" | "SESSION";

export interface QueueItem {
  id: string;
  queueId: string;
  objectId: string;
  objectType: QueueObject;
  status: "PENDING" | "COMPLETED";
  completedAt: string | null;
  createdAt: string;
}

export interface ScoreConfig {
  id: string;
  name: string;
  dataType: "NUMERIC" | "BOOLEAN" | "CATEGORICAL" | "TEXT";
  isArchived: boolean;
  minValue: number | null;
  maxValue: number | null;
  categories: { label: string; value: number }[] | null;
  description: string | null;
}

export interface Person {
  id: string;
  name: string;
}

export interface QueueLine extends Queue {
  pending: number;
  completed: number;
  people: Person[];
}

export interface Work {
  queue: QueueLine;
  configs: ScoreConfig[];
  items: QueueItem[];
}

export const queuePages = (projectId: string) =>
  `/api/projects/${encodeURIComponent(projectId)}/annotation-queues`;
export const queuePath = (queueId: string) =>
  `/api/public/annotation-queues/${encodeURIComponent(queueId)}`;

/** What somebody has chosen for one config; `value` is a number or text as it was typed. */
export interface Judgement {
  value: string;
  comment: string;
}
export type Judgements = Record<string, Judgement>;

export interface StoredScore {
  id: string;
  name: string;
  value: number | null;
  stringValue: string | null;
  comment: string | null;
  configId: string | null;
  queueId: string | null;
  observationId: string | null;
}

/** A score of an item: its id says item and config, so that scoring again replaces it. */
export const scoreId = (item: QueueItem, config: ScoreConfig) => `annotation-${item.id}-${config.id}`;

/** What is wrong with a value, if anything. */
export function problemOf(config: ScoreConfig, value: string): string | undefined {
  if (value === "" || config.dataType !== "NUMERIC") return undefined;
  const number = Number(value);
  if (!Number.isFinite(number)) return "A number is needed.";
  if (config.minValue !== null && number < config.minValue) return `At least ${config.minValue}.`;
  if (config.maxValue !== null && number > config.maxValue) return `At most ${config.maxValue}.`;
  return undefined;
}

/** The value as the API takes it. */
export function wireValue(config: ScoreConfig, value: string): number | string {
  if (config.dataType === "NUMERIC") return Number(value);
  if (config.dataType === "BOOLEAN") {
    return config.categories?.find((each) => each.label === value)?.value ?? 0;
  }
  return value;
}

export function judgementOf(config: ScoreConfig, score: StoredScore): Judgement {
  const value = config.dataType === "NUMERIC" ? String(score.value ?? "") : (score.stringValue ?? "");
  return { value, comment: score.comment ?? "" };
}

/** Which values a config takes, in a few words. */
export function described(config: ScoreConfig): string {
  if (config.dataType === "NUMERIC") {
    const { minValue: low, maxValue: high } = config;
    return low === null && high === null ? "number" : `number, ${low ?? "…"} to ${high ?? "…"}`;
  }
  if (config.dataType === "TEXT") return "text";
  return (config.categories ?? []).map((each) => each.label).join(", ");
}
