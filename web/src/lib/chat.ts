// Finds the conversation in an input or output, whoever's format it is in.
import { DATA_AUDIO } from "./mediaReferences";

export interface Part {
  kind: "text" | "thinking" | "call" | "result" | "image" | "audio" | "other";
  text: string;
  name?: string;
  /** Of tool calls and their results: what pairs them. */
  callId?: string;
  /** Of a tool call: its result, once they are paired. */
  result?: string;
  failed?: boolean;
}

export interface Message {
  role: string;
  parts: Part[];
}

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The messages of `value`; null when it is no conversation. */
export function messagesOf(value: unknown, usualRole: string): Message[] | null {
  if (typeof value === "string") return value ? [said(usualRole, value)] : null;
  if (Array.isArray(value)) {
    if (value.length === 0) return null;
    const found = value.map((each) => message(each, usualRole));
    return found.every((each) => each !== null) ? found : null;
  }
  if (!isObject(value)) return null;
  const single = message(value, usualRole);
  if (single) return [single];
  for (const key of ["messages", "choices", "input", "output", "contents", "candidates"]) {
    if (Array.isArray(value[key])) {
      const inner = messagesOf(value[key], usualRole);
      if (inner) return [...systemOf(value), ...inner];
    }
  }
  if (typeof value.prompt === "string") return [said(usualRole, value.prompt)];
  if (typeof value.completion === "string") return [said(usualRole, value.completion)];
  return null;
}

const said = (role: string, text: string): Message => ({ role, parts: [{ kind: "text", text }] });

function systemOf(value: Json): Message[] {
  const system = value.system ?? value.instructions ?? value.systemInstruction;
  if (system === undefined || system === null || system === "") return [];
  const parts = isObject(system) && system.parts ? system.parts : system;
  return [{ role: "system", parts: partsOf(parts) }];
}

function message(value: unknown, usualRole: string): Message | null {
  if (!isObject(value)) return null;
  if (isObject(value.message)) return message(value.message, usualRole);
  if (isObject(value.content) && "parts" in value.content) return message({ role: usualRole, ...value.content }, usualRole);
  if (typeof value.role !== "string") {
    return "type" in value && ("text" in value || "input" in value || "content" in value || "arguments" in value || "output" in value || "summary" in value)
      ? { role: value.type === "function_call_output" ? "tool" : usualRole, parts: [part(value)] }
      : null;
  }
  const parts: Part[] = [];
  const thinking = value.reasoning_content ?? value.thinking;
  if (typeof thinking === "string" && thinking) parts.push({ kind: "thinking", text: thinking });
  const content = value.content ?? value.parts;
  if (value.role === "tool" || value.role === "function") {
    parts.push({
      kind: "result",
      text: typeof content === "string" ? content : resultText(content),
      name: text(value.name),
      callId: text(value.tool_call_id),
    });
  } else parts.push(...partsOf(content));
  for (const call of Array.isArray(value.tool_calls) ? value.tool_calls : []) {
    if (!isObject(call)) continue;
    const target = isObject(call.function) ? call.function : call;
    parts.push({
      kind: "call",
      name: text(target.name),
      text: pretty(target.arguments ?? target.args),
      callId: text(call.id),
    });
  }
  if (isObject(value.function_call)) {
    const { name, arguments: given } = value.function_call;
    parts.push({ kind: "call", name: text(name), text: pretty(given) });
  }
  if (isObject(value.audio) && typeof value.audio.data === "string") parts.push(audio(value.audio));
  return { role: value.role, parts };
}

function partsOf(content: unknown): Part[] {
  if (content === null || content === undefined || content === "") return [];
  if (typeof content === "string") return [{ kind: "text", text: content }];
  if (Array.isArray(content)) {
    return content.map((each) =>
      typeof each === "string"
        ? { kind: "text", text: each }
        : isObject(each)
          ? part(each)
          : { kind: "other", text: pretty(each) },
    );
  }
  return [isObject(content) ? part(content) : { kind: "other", text: pretty(content) }];
}

function part(value: Json): Part {
  switch (value.type) {
    case "thinking":
    case "reasoning":
      return { kind: "thinking", text: text(value.thinking ?? value.text) || pretty(value.summary) };
    case "redacted_thinking":
      return { kind: "thinking", text: "Not shown by the provider" };
    case "tool_use":
    case "server_tool_use":
    case "function_call":
    case "tool-call":
      return {
        kind: "call",
        name: text(value.name ?? value.toolName),
        text: pretty(value.input ?? value.arguments ?? value.args),
        callId: text(value.call_id ?? value.id ?? value.toolCallId),
      };
    case "tool_result":
    case "function_call_output":
    case "tool-result":
      return {
        kind: "result",
        text: resultText(value.content ?? value.output ?? value.result),
        name: text(value.toolName),
        callId: text(value.tool_use_id ?? value.call_id ?? value.toolCallId),
        failed: value.is_error === true,
      };
    case "image":
    case "image_url":
    case "input_image":
      return { kind: "image", text: imageSource(value.image_url ?? value.source ?? value.image) };
    case "input_audio":
    case "audio":
      return audio(isObject(value.input_audio) ? value.input_audio : value);
  }
  if (isObject(value.functionCall)) {
    return { kind: "call", name: text(value.functionCall.name), text: pretty(value.functionCall.args) };
  }
  if (isObject(value.functionResponse)) {
    return { kind: "result", name: text(value.functionResponse.name), text: pretty(value.functionResponse.response) };
  }
  if (typeof value.text === "string") return { kind: value.thought === true ? "thinking" : "text", text: value.text };
  return { kind: "other", text: pretty(value) };
}

function resultText(result: unknown): string {
  const inner = Array.isArray(result) ? partsOf(result).map((each) => each.text).join("\n") : "";
  return inner || pretty(result);
}

function audio(value: Json): Part {
  const data = text(value.data);
  if (data.startsWith("@@@")) return { kind: "text", text: data };
  const address = `data:audio/${text(value.format) || "wav"};base64,${data}`;
  return DATA_AUDIO.test(address)
    ? { kind: "audio", text: address }
    : { kind: "other", text: pretty(value) };
}

/** Only images that came along; an address elsewhere stays text, nothing is fetched. */
function imageSource(value: unknown): string {
  if (typeof value === "string") return value;
  if (!isObject(value)) return "";
  if (typeof value.url === "string") return value.url;
  const { media_type: kind, data } = value;
  if (typeof data === "string" && data.startsWith("@@@")) return data;
  return typeof kind === "string" && typeof data === "string" ? `data:${kind};base64,${data}` : "";
}

export const SHOWN_IMAGE = /^data:image\/(png|jpe?g|gif|webp);base64,[A-Za-z0-9+/=]+$/;

const text = (value: unknown): string => (typeof value === "string" ? value : "");

export function pretty(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value !== "string") return JSON.stringify(value, null, 2);
  try {
    const inner: unknown = JSON.parse(value);
    return typeof inner === "object" && inner !== null ? JSON.stringify(inner, null, 2) : value;
  } catch {
    return value;
  }
}

/** Each tool result moved to the call it answers; messages left empty are dropped. */
export function pairTools(messages: Message[]): Message[] {
  const calls = new Map<string, Part>();
  return messages
    .map(({ role, parts }) => ({
      role,
      parts: parts.flatMap((each) => {
        if (each.kind === "call") {
          const call = { ...each };
          if (call.callId) calls.set(call.callId, call);
          return [call];
        }
        const call = each.kind === "result" && each.callId ? calls.get(each.callId) : undefined;
        if (!call || call.result !== undefined) return [each];
        call.result = each.text;
        call.failed = each.failed;
        return [];
      }),
    }))
    .filter((each, at) => each.parts.length > 0 || (messages[at]?.parts.length ?? 0) === 0);
}

/** What a message says, for telling whether it was shown already; not how it was wrapped. */
export function fingerprint({ role, parts }: Message): string {
  const spoken = parts.filter((each) => each.kind !== "thinking");
  const onlyResults = spoken.every((each) => each.kind === "result");
  const who = onlyResults ? "tool" : role === "model" ? "assistant" : role;
  return JSON.stringify([who, ...spoken.map((each) => [each.kind, each.name ?? "", each.text.trim()])]);
}
