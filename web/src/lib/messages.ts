// Messages while they are edited, in the prompt editor and in the playground.
import { isObject } from "./json";
import type { PromptMessage } from "./prompts";

export interface EditedMessage {
  /** Keeps rows apart while they move. */
  key: string;
  /** `placeholder`: messages are put here later; `content` is its name. `raw`: `content` is the JSON
   * of a whole message that has more than text. */
  kind: "message" | "placeholder" | "raw";
  role: string;
  content: string;
}

export const ROLES = ["system", "developer", "user", "assistant", "tool"] as const;

let count = 0;
export const newKey = (): string => `m${Date.now().toString(36)}-${count++}`;

export const newMessage = (role: string, content = ""): EditedMessage => ({
  key: newKey(),
  kind: "message",
  role,
  content,
});

export function fromPrompt(messages: PromptMessage[]): EditedMessage[] {
  return messages.map((each) =>
    "type" in each && each.type === "placeholder"
      ? { key: newKey(), kind: "placeholder", role: "", content: each.name }
      : fromWire(each),
  );
}

/** A message as any model API writes it; what is more than role and text is kept as JSON. */
export function fromWire(message: unknown): EditedMessage {
  if (isObject(message) && typeof message.role === "string") {
    const { role, content, ...others } = message;
    const more = Object.entries(others).filter(([, value]) => value !== null && value !== undefined);
    const text = typeof content === "string" ? content : textAlone(content);
    if (text !== null && more.length === 0) return { ...newMessage(role), content: text };
    return { key: newKey(), kind: "raw", role, content: JSON.stringify(message, null, 2) };
  }
  return newMessage("user", typeof message === "string" ? message : JSON.stringify(message, null, 2));
}

/** The text of a list of text parts; null when there is anything else in it. */
function textAlone(content: unknown): string | null {
  if (content === null || content === undefined) return "";
  if (!Array.isArray(content)) return null;
  const texts = content.map((part) =>
    isObject(part) && part.type === "text" && typeof part.text === "string" ? part.text : null,
  );
  return texts.every((text) => text !== null) ? texts.join("\n") : null;
}

export function toPrompt(messages: EditedMessage[]): PromptMessage[] {
  return messages.map((each) => {
    if (each.kind === "placeholder") return { type: "placeholder", name: each.content.trim() };
    if (each.kind === "raw") {
      const parsed = parseRaw(each);
      const { content } = parsed;
      return {
        ...parsed,
        role: String(parsed.role),
        content: typeof content === "string" ? content : (textAlone(content) ?? JSON.stringify(content)),
      };
    }
    return { role: each.role, content: each.content };
  });
}

export function parseRaw(message: EditedMessage): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(message.content);
  } catch (error) {
    throw new Error(`A message is not valid JSON: ${error instanceof Error ? error.message : error}`);
  }
  if (!isObject(parsed) || typeof parsed.role !== "string") throw new Error("A message needs a role.");
  return parsed;
}
