// What the playground holds, where it comes from, and the calls it makes of it.
import { isObject, parseJson, writeJson } from "./json";
import { type EditedMessage, fromPrompt, fromWire, newKey, newMessage, parseRaw } from "./messages";
import { fillVariables, type Prompt, variablesOf } from "./prompts";
import type { Observation } from "./types";

/** One model with its own parameters; numbers are kept as they were typed. */
export interface Column {
  key: string;
  model: string;
  parameters: Partial<Record<Parameter, string>>;
}

export const PARAMETERS = {
  temperature: { label: "Temperature", step: 0.1, min: 0, max: 2 },
  top_p: { label: "Top p", step: 0.05, min: 0, max: 1 },
  max_tokens: { label: "Most tokens", step: 1, min: 1, max: undefined },
  frequency_penalty: { label: "Frequency penalty", step: 0.1, min: -2, max: 2 },
  presence_penalty: { label: "Presence penalty", step: 0.1, min: -2, max: 2 },
  seed: { label: "Seed", step: 1, min: undefined, max: undefined },
} as const;
export type Parameter = keyof typeof PARAMETERS;

export type OutputKind = "text" | "json_object" | "json_schema";

/** The call something was opened from: what new answers are held against. */
export interface Original {
  traceId: string;
  observationId: string;
  model: string | null;
  cost: number | null;
  latency: number | null;
}

export interface Play {
  columns: Column[];
  messages: EditedMessage[];
  variables: Record<string, string>;
  /** JSON lists of messages by the name of a placeholder. */
  placeholders: Record<string, string>;
  tools: string;
  output: OutputKind;
  schema: string;
  original?: Original;
  prompt?: { name: string; version: number };
}

export const newColumn = (model = "", parameters: Column["parameters"] = {}): Column => ({
  key: newKey(),
  model,
  parameters,
});

export const emptyPlay = (): Play => ({
  columns: [newColumn()],
  messages: [newMessage("system"), newMessage("user")],
  variables: {},
  placeholders: {},
  tools: "",
  output: "text",
  schema: "",
});

/** Messages, model, parameters and tools of a call that was made. */
export function playOf(call: Observation): Play {
  const { input } = call;
  const holder = isObject(input) ? input : {};
  const listed = Array.isArray(input) ? input : Array.isArray(holder.messages) ? holder.messages : null;
  const system = holder.system ?? holder.instructions;
  const messages = listed
    ? listed.map(fromWire)
    : [newMessage("user", typeof input === "string" ? input : writeJson(input))];
  if (typeof system === "string" && system) messages.unshift(newMessage("system", system));
  const given = call.modelParameters ?? {};
  const parameters: Column["parameters"] = {};
  for (const name of Object.keys(PARAMETERS) as Parameter[]) {
    const value = given[name] ?? (name === "max_tokens" ? given.max_completion_tokens : undefined);
    if (value !== undefined && value !== null && Number.isFinite(Number(value))) parameters[name] = String(value);
  }
  const tools = asList(holder.tools) ?? asList(given.tools);
  const format = asObject(given.response_format) ?? asObject(holder.response_format);
  const wrapped = format && isObject(format.json_schema) ? format.json_schema : undefined;
  return {
    ...emptyPlay(),
    columns: [newColumn(call.model ?? "", parameters)],
    messages,
    tools: tools ? writeJson(tools) : "",
    output: wrapped ? "json_schema" : format?.type === "json_object" ? "json_object" : "text",
    schema: wrapped ? writeJson(wrapped.schema ?? wrapped) : "",
    original: {
      traceId: call.traceId,
      observationId: call.id,
      model: call.model,
      cost: call.totalCost ?? call.calculatedTotalCost,
      latency: call.latency,
    },
  };
}

/** A prompt version with what its config says of model, parameters and tools. */
export function playOfPrompt(prompt: Prompt): Play {
  const config = isObject(prompt.config) ? prompt.config : {};
  const parameters: Column["parameters"] = {};
  for (const name of Object.keys(PARAMETERS) as Parameter[]) {
    if (typeof config[name] === "number") parameters[name] = String(config[name]);
  }
  const tools = asList(config.tools);
  return {
    ...emptyPlay(),
    columns: [newColumn(typeof config.model === "string" ? config.model : "", parameters)],
    messages:
      typeof prompt.prompt === "string" ? [newMessage("user", prompt.prompt)] : fromPrompt(prompt.prompt),
    tools: tools ? writeJson(tools) : "",
    prompt: { name: prompt.name, version: prompt.version },
  };
}

export function variableNames(play: Play): string[] {
  const texts = play.messages.filter((each) => each.kind !== "placeholder").map((each) => each.content);
  return [...new Set(texts.flatMap((text) => variablesOf(text)))];
}

export const placeholderNames = (play: Play): string[] => [
  ...new Set(play.messages.filter((each) => each.kind === "placeholder").map((each) => each.content.trim())),
];

/** The body of one column's call. Throws for what cannot be sent, naming it. */
export function bodyOf(play: Play, column: Column): Record<string, unknown> {
  if (!column.model.trim()) throw new Error("Choose a model.");
  const messages = play.messages.flatMap((each): unknown[] => {
    if (each.kind === "placeholder") {
      const given = parseJson(play.placeholders[each.content.trim()] ?? "", `Placeholder ${each.content}`);
      if (given === null) return [];
      if (!Array.isArray(given)) throw new Error(`Placeholder ${each.content} is a list of messages.`);
      return given;
    }
    const content = fillVariables(each.content, play.variables);
    if (each.kind === "raw") return [parseRaw({ ...each, content })];
    return content.trim() ? [{ role: each.role, content }] : [];
  });
  if (messages.length === 0) throw new Error("Write a message.");
  const body: Record<string, unknown> = { model: column.model.trim(), messages, stream: true };
  for (const [name, text] of Object.entries(column.parameters)) {
    if (text.trim()) body[name] = Number(text);
  }
  const tools = parseJson(play.tools, "Tools");
  if (tools !== null) {
    if (!Array.isArray(tools)) throw new Error("Tools are a JSON list.");
    if (tools.length > 0) body.tools = tools;
  }
  const format = formatOf(play);
  if (format) body.response_format = format;
  return body;
}

function formatOf(play: Play): Record<string, unknown> | undefined {
  if (play.output === "text") return undefined;
  if (play.output === "json_object") return { type: "json_object" };
  const schema = parseJson(play.schema, "The schema");
  if (!isObject(schema)) throw new Error("Structured output needs a JSON Schema object.");
  const name = typeof schema.title === "string" ? schema.title.replace(/\W+/g, "_") : "answer";
  return { type: "json_schema", json_schema: { name, schema, strict: true } };
}

/** What a prompt version keeps of it besides the messages. */
export function configOf(play: Play): Record<string, unknown> {
  const column = play.columns[0];
  if (!column) return {};
  const { messages: _messages, stream: _stream, ...config } = bodyOf(
    { ...play, placeholders: {}, messages: [newMessage("user", "-")] },
    { ...column, model: column.model || "-" },
  );
  if (config.model === "-") delete config.model;
  return config;
}

function asList(value: unknown): unknown[] | undefined {
  const parsed = loosely(value);
  return Array.isArray(parsed) && parsed.length > 0 ? parsed : undefined;
}

function asObject(value: unknown): Record<string, unknown> | undefined {
  const parsed = loosely(value);
  return isObject(parsed) ? parsed : undefined;
}

/** Parameters of a trace may be JSON in text. */
function loosely(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return undefined;
  }
}

/** Whether the gateway serves a model: by its name, or by one with `*`. */
export function isServed(models: string[], model: string): boolean {
  return models.some((each) => {
    if (each === model) return true;
    const [before, after] = each.split("*");
    return after !== undefined && model.startsWith(before ?? "") && model.endsWith(after);
  });
}

const KEPT = "gatelight.playground.";

export function keepPlay(projectId: string, play: Play): void {
  try {
    sessionStorage.setItem(KEPT + projectId, JSON.stringify(play));
  } catch {
    // Too large or switched off: it is gone with the page then.
  }
}

export function keptPlay(projectId: string): Play | undefined {
  try {
    const kept = sessionStorage.getItem(KEPT + projectId);
    return kept ? { ...emptyPlay(), ...(JSON.parse(kept) as Play) } : undefined;
  } catch {
    return undefined;
  }
}
