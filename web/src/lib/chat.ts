// Finds the conversation in an input or output, whoever's format it is in.

export interface Part {
  kind: "text" | "thinking" | "call" | "result" | "image" | "other";
  text: string;
  name?: string;
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
  for (const key of ["messages", "choices", "input", "output", "contents"]) {
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
  const system = value.system ?? value.instructions;
  if (system === undefined || system === null || system === "") return [];
  return [{ role: "system", parts: partsOf(system) }];
}

function message(value: unknown, usualRole: string): Message | null {
  if (!isObject(value)) return null;
  if (isObject(value.message)) return message(value.message, usualRole);
  if (typeof value.role !== "string") {
    return "type" in value && ("text" in value || "input" in value || "content" in value)
      ? { role: usualRole, parts: [part(value)] }
      : null;
  }
  const parts: Part[] = [];
  const thinking = value.reasoning_content ?? value.thinking;
  if (typeof thinking === "string" && thinking) parts.push({ kind: "thinking", text: thinking });
  const content = value.content ?? value.parts;
  if (value.role === "tool" && typeof content === "string") {
    parts.push({ kind: "result", text: content, name: text(value.name ?? value.tool_call_id) });
  } else parts.push(...partsOf(content));
  for (const call of Array.isArray(value.tool_calls) ? value.tool_calls : []) {
    if (!isObject(call)) continue;
    const target = isObject(call.function) ? call.function : call;
    parts.push({ kind: "call", name: text(target.name), text: pretty(target.arguments ?? target.args) });
  }
  if (isObject(value.function_call)) {
    const { name, arguments: given } = value.function_call;
    parts.push({ kind: "call", name: text(name), text: pretty(given) });
  }
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
  const image = value.image_url ?? value.source;
  switch (value.type) {
    case "thinking":
    case "reasoning":
      return { kind: "thinking", text: text(value.thinking ?? value.text) || pretty(value.summary) };
    case "tool_use":
    case "function_call":
      return { kind: "call", name: text(value.name), text: pretty(value.input ?? value.arguments) };
    case "tool_result":
    case "function_call_output": {
      const result = value.content ?? value.output;
      const inner = Array.isArray(result) ? partsOf(result).map((each) => each.text).join("\n") : "";
      return { kind: "result", text: inner || pretty(result), name: text(value.tool_use_id ?? value.call_id) };
    }
    case "image":
    case "image_url":
    case "input_image":
      return { kind: "image", text: imageSource(image) };
  }
  if (typeof value.text === "string") return { kind: "text", text: value.text };
  return { kind: "other", text: pretty(value) };
}

/** Only images that came along; an address elsewhere stays text, nothing is fetched. */
function imageSource(value: unknown): string {
  if (typeof value === "string") return value;
  if (!isObject(value)) return "";
  if (typeof value.url === "string") return value.url;
  const { media_type: kind, data } = value;
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
