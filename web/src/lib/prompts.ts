// Prompts as the server gives them, and what their text says: variables, placeholders, references.
import { api } from "./api";

export type PromptType = "text" | "chat";

export interface ChatMessage {
  role: string;
  content: string;
}
export interface Placeholder {
  type: "placeholder";
  name: string;
}
export type PromptMessage = ChatMessage | Placeholder;
export type PromptText = string | PromptMessage[];

export interface PromptLine {
  name: string;
  type: PromptType;
  labels: string[];
  tags: string[];
  versions: number;
  latestVersion: number;
  productionVersion: number | null;
  updatedAt: string;
}

export interface VersionLine {
  id: string;
  version: number;
  labels: string[];
  commitMessage: string | null;
  createdAt: string;
  createdBy: string | null;
}

export interface Versions {
  name: string;
  type: PromptType;
  tags: string[];
  versions: VersionLine[];
  usedBy: { name: string; version: number; refersTo: string }[];
}

export interface Prompt {
  id: string;
  name: string;
  version: number;
  type: PromptType;
  prompt: PromptText;
  config: unknown;
  tags: string[];
  labels: string[];
  commitMessage: string | null;
  createdAt: string;
}

export interface VersionMetrics {
  version: number;
  calls: number;
  errors: number;
  cost: number | null;
  costPerCall: number | null;
  latencyP50: number | null;
  latencyP95: number | null;
  inputTokens: number;
  outputTokens: number;
  lastUsedAt: string;
  scores: {
    name: string;
    dataType: string;
    count: number;
    average: number | null;
    commonest: string | null;
  }[];
}

export const PRODUCTION = "production";
export const LATEST = "latest";
export const LABEL = /^[a-z0-9_\-.]{1,36}$/;

export const promptPath = (name: string) => `/api/public/v2/prompts/${encodeURIComponent(name)}`;
export const pagePath = (projectId: string) => `/api/projects/${encodeURIComponent(projectId)}/prompts`;

/** One version as it is written; `resolve` fills in its references. */
export function readVersion(
  projectId: string,
  name: string,
  version: number,
  options: { resolve: boolean; signal?: AbortSignal },
): Promise<Prompt> {
  return api<Prompt>(promptPath(name), {
    project: projectId,
    signal: options.signal,
    query: { version, resolve: String(options.resolve) },
  });
}

export const isPlaceholder = (message: PromptMessage): message is Placeholder =>
  "type" in message && message.type === "placeholder";

const VARIABLE = /\{\{\s*([^{}\n]+?)\s*\}\}/g;
const REFERENCE =
  /@@@langfusePrompt:name=([^|@]+)\|(?:version=([1-9][0-9]{0,9})|label=([a-z0-9_.-]{1,36}))@@@/g;

const textsOf = (prompt: PromptText): string[] =>
  typeof prompt === "string"
    ? [prompt]
    : prompt.map((message) => (isPlaceholder(message) ? "" : message.content));

export function variablesOf(prompt: PromptText): string[] {
  const names = textsOf(prompt).flatMap((text) => [...text.matchAll(VARIABLE)].map((each) => each[1] ?? ""));
  return [...new Set(names)];
}

export function placeholdersOf(prompt: PromptText): string[] {
  return typeof prompt === "string" ? [] : [...new Set(prompt.filter(isPlaceholder).map((each) => each.name))];
}

export interface Reference {
  /** As it stands in the text. */
  text: string;
  name: string;
  version?: string;
  label?: string;
}

export function referencesOf(prompt: PromptText): Reference[] {
  const found = textsOf(prompt).flatMap((text) => [...text.matchAll(REFERENCE)]);
  const byText = new Map(
    found.map((each) => [each[0], { text: each[0], name: each[1] ?? "", version: each[2], label: each[3] }]),
  );
  return [...byText.values()];
}

export type Piece = { kind: "text" | "variable" | "reference"; text: string };

/** The text in pieces, so that variables and references can be marked. */
export function piecesOf(text: string): Piece[] {
  const marks = new RegExp(`${VARIABLE.source}|${REFERENCE.source}`, "g");
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(marks)) {
    if (match.index > end) pieces.push({ kind: "text", text: text.slice(end, match.index) });
    pieces.push({ kind: match[0].startsWith("{{") ? "variable" : "reference", text: match[0] });
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push({ kind: "text", text: text.slice(end) });
  return pieces;
}

/** The whole prompt as lines of text: what differences are shown of. */
export function flatText(prompt: PromptText): string {
  if (typeof prompt === "string") return prompt;
  return prompt
    .map((message) =>
      isPlaceholder(message) ? `[placeholder] ${message.name}` : `[${message.role}]\n${message.content}`,
    )
    .join("\n\n");
}

export function fillVariables(text: string, values: Record<string, string>): string {
  return text.replace(VARIABLE, (whole, name: string) => values[name] ?? whole);
}

/** Each reference with the text it stands for, asked of the server. */
export async function resolveReferences(
  projectId: string,
  references: Reference[],
  signal?: AbortSignal,
): Promise<Map<string, string>> {
  const texts = await Promise.all(
    references.map((each) =>
      api<Prompt>(promptPath(each.name), {
        project: projectId,
        signal,
        query: { version: each.version, label: each.label },
      }),
    ),
  );
  const filled = new Map<string, string>();
  texts.forEach((found, index) => {
    const reference = references[index] as Reference;
    if (typeof found.prompt !== "string") {
      throw new Error(`${reference.name} is a chat prompt; only text prompts can be part of another.`);
    }
    filled.set(reference.text, found.prompt);
  });
  return filled;
}

export function withReferences(prompt: PromptText, texts: Map<string, string>): PromptText {
  const fill = (text: string) => text.replace(REFERENCE, (whole) => texts.get(whole) ?? whole);
  if (typeof prompt === "string") return fill(prompt);
  return prompt.map((message) =>
    isPlaceholder(message) ? message : { ...message, content: fill(message.content) },
  );
}
