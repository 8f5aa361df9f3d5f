// What the server answers to the page of one trace and of one session.
import type { Level, Observation, Score, TraceHead } from "./types";

/** A stored input or output; `text` is its beginning when it is not `whole`. */
export interface StoredText {
  text: string;
  bytes: number;
  whole: boolean;
}

export interface Texts {
  input: StoredText | null;
  output: StoredText | null;
}

export interface Words {
  words: string[];
  at: number[];
}

export interface TreeAnswer {
  id: string[];
  parent: number[];
  origin: string | null;
  start: number[];
  took: (number | null)[];
  type: Words;
  name: Words;
  level: Words;
  model: Words;
  inputTokens: number[];
  outputTokens: number[];
  totalTokens: number[];
  cost: (number | null)[];
  more: boolean;
}

export interface TraceAnswer extends Omit<TraceHead, "input" | "output"> {
  public: boolean;
  texts: Texts;
  latency: number;
  totalCost: number;
  observations: TreeAnswer;
  scores: FullScore[];
}

export interface FullScore extends Score {
  authorUserId: string | null;
  timestamp: string;
}

export type ObservationAnswer = Omit<Observation, "input" | "output"> & { texts: Texts };

export interface Contents {
  data: (Texts & { id: string })[];
  next: number | null;
}

export interface Comment {
  id: string;
  createdAt: string;
  content: string;
  authorUserId: string | null;
  authorName: string | null;
  mayDelete: boolean;
}

export interface LogRecord {
  id: string;
  timestamp: string;
  name: string | null;
  severity: string | null;
  spanId: string | null;
  body: string | null;
  attributes: Record<string, unknown>;
}

export interface Sums {
  observationCount: number;
  totalCost: number | null;
  inputTokens: number;
  outputTokens: number;
  totalTokens: number;
  cacheReadTokens: number;
  cacheWriteTokens: number;
  uncachedCost: number;
  errorCount: number;
}

export interface Turn extends Sums {
  id: string;
  timestamp: string;
  endTime: string;
  latency: number;
  name: string | null;
  userId: string | null;
  models: string[];
}

export interface Call {
  id: string;
  traceId: string;
  name: string | null;
  startTime: string;
  latency: number;
  lane: string;
  model: string | null;
  level: Level;
  contextTokens: number;
  cacheReadTokens: number;
  cacheWriteTokens: number;
  outputTokens: number;
  totalCost: number | null;
  uncachedCost: number;
}

export interface Compaction {
  at: string;
  lane: string;
  before: number | null;
  after: number | null;
  trigger: string | null;
}

export interface SessionAnswer extends Sums {
  id: string;
  environment: string | null;
  firstAt: string | null;
  lastAt: string | null;
  users: string[];
  turns: Turn[];
  calls: Call[];
  lanes: { name: string; calls: number; totalCost: number | null }[];
  models: {
    model: string | null;
    calls: number;
    totalCost: number | null;
    inputTokens: number;
    outputTokens: number;
    cacheReadTokens: number;
  }[];
  compactions: Compaction[];
  more: boolean;
}
