// One streamed model call through the server: what comes in piece by piece, and how it ended.
import { ApiError } from "./api";

export interface ToolCall {
  name: string;
  arguments: string;
}

export interface Answer {
  text: string;
  thinking: string;
  calls: ToolCall[];
  finish: string;
  /** Which trace the gateway records; known from the first byte on. */
  traceId?: string;
  usage?: { prompt_tokens?: number; completion_tokens?: number };
  /** Seconds to the first piece of text, and in all. */
  firstAfter?: number;
  took?: number;
}

interface Chunk {
  error?: { message?: unknown };
  usage?: Answer["usage"] | null;
  choices?: {
    finish_reason?: string | null;
    delta?: {
      content?: string | null;
      reasoning_content?: string | null;
      tool_calls?: { index?: number; function?: { name?: string | null; arguments?: string | null } }[];
    };
  }[];
}

/** Run a call. `onAnswer` hears of every piece; the last answer is returned. */
export async function complete(
  projectId: string,
  body: Record<string, unknown>,
  signal: AbortSignal,
  onAnswer: (answer: Answer) => void,
): Promise<Answer> {
  const began = performance.now();
  const since = () => (performance.now() - began) / 1000;
  const response = await send(projectId, body, signal);
  let answer: Answer = {
    text: "",
    thinking: "",
    calls: [],
    finish: "",
    traceId: response.headers.get("x-gatelight-trace-id") ?? undefined,
  };
  onAnswer(answer);
  for await (const data of events(response)) {
    if (data === "[DONE]") break;
    const chunk = JSON.parse(data) as Chunk;
    if (chunk.error) throw new Error(String(chunk.error.message ?? "The model's answer broke off."));
    answer = { ...withChunk(answer, chunk), firstAfter: answer.firstAfter ?? since() };
    onAnswer(answer);
  }
  answer = { ...answer, took: since() };
  onAnswer(answer);
  return answer;
}

async function send(projectId: string, body: unknown, signal: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(`/api/projects/${encodeURIComponent(projectId)}/playground/runs`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      signal,
    });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new ApiError(0, "The server cannot be reached. Is it running?");
  }
  if (response.ok) return response;
  const text = await response.text();
  let message = `The server answered ${response.status}.`;
  try {
    const parsed = JSON.parse(text) as { message?: string; error?: unknown };
    message = Array.isArray(parsed.error)
      ? parsed.error.map((each: { path?: string[]; message?: string }) => `${each.path?.slice(1).join(".")}: ${each.message}`).join("; ")
      : (parsed.message ?? message);
  } catch {
    // Whatever it is, it is no answer of this server.
  }
  throw new ApiError(response.status, message);
}

/** The `data:` of each server-sent event. */
async function* events(response: Response): AsyncGenerator<string> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (!reader) return;
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    rest += value ?? "";
    const lines = rest.split(/\r?\n/);
    rest = done ? "" : (lines.pop() ?? "");
    for (const line of lines) {
      if (line.startsWith("data:")) yield line.slice(5).trim();
    }
    if (done) return;
  }
}

function withChunk(answer: Answer, chunk: Chunk): Answer {
  const choice = chunk.choices?.[0];
  const calls = [...answer.calls];
  for (const part of choice?.delta?.tool_calls ?? []) {
    const at = part.index ?? Math.max(calls.length - 1, 0);
    const before = calls[at] ?? { name: "", arguments: "" };
    calls[at] = {
      name: before.name + (part.function?.name ?? ""),
      arguments: before.arguments + (part.function?.arguments ?? ""),
    };
  }
  return {
    ...answer,
    calls,
    text: answer.text + (choice?.delta?.content ?? ""),
    thinking: answer.thinking + (choice?.delta?.reasoning_content ?? ""),
    finish: choice?.finish_reason ?? answer.finish,
    usage: chunk.usage ?? answer.usage,
  };
}
