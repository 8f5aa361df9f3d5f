// A whole trace as one conversation: what each model call adds to what was said before, the tools
// between them beside the calls that asked for them.
import { type Message, type Part, fingerprint, messagesOf, pretty } from "./chat";
import { readStored } from "./stored";
import type { Texts } from "./traceTypes";

export interface Step {
  id: string;
  type: string;
  name: string;
  failed: boolean;
}

export type Entry =
  | { kind: "message"; id: string; message: Message; fresh: boolean }
  | { kind: "tool"; id: string; type: string; name: string; failed: boolean; input: string; output: string }
  | { kind: "heading"; id: string; type: string; name: string }
  | { kind: "cut"; id: string; name: string };

const MODELS = new Set(["GENERATION"]);
const TOOLS = new Set(["TOOL", "RETRIEVER", "EMBEDDING", "GUARDRAIL", "EVALUATOR", "EVENT"]);

/** Takes observations in order and keeps what was said; entries may gain a tool's result later. */
export class Transcript {
  readonly entries: Entry[] = [];
  private readonly seen = new Set<string>();
  private readonly byCallId = new Map<string, Part>();
  private waiting: { part: Part; entry: Entry }[] = [];

  add(step: Step, texts: Texts): void {
    if (MODELS.has(step.type)) this.addCall(step, texts);
    else if (TOOLS.has(step.type)) this.addTool(step, texts);
    else if (step.type === "AGENT") {
      this.entries.push({ kind: "heading", id: step.id, type: step.type, name: step.name });
    }
  }

  /** For a trace whose observations say nothing: its own input and output. */
  addTrace(texts: Texts): void {
    this.addCall({ id: "", type: "GENERATION", name: "trace", failed: false }, texts);
  }

  private addCall(step: Step, texts: Texts): void {
    this.side(step, texts.input, "user");
    this.side(step, texts.output, "assistant");
  }

  private side(step: Step, stored: Texts["input"], role: string): void {
    if (!stored) return;
    if (!stored.whole) {
      this.entries.push({ kind: "cut", id: step.id, name: step.name });
      return;
    }
    const value = readStored(stored.text);
    const messages = messagesOf(value, role) ?? [
      { role, parts: [{ kind: "other" as const, text: pretty(value) }] },
    ];
    for (const message of messages) this.say(step, message, role === "assistant");
  }

  private say(step: Step, message: Message, fresh: boolean): void {
    const parts = message.parts.filter((part) => !this.pair(part));
    if (parts.length === 0 && message.parts.length > 0) return;
    const mark = fingerprint(message);
    if (this.seen.has(mark)) return;
    this.seen.add(mark);
    const shown = parts.map((part) => ({ ...part }));
    const entry: Entry = { kind: "message", id: step.id, message: { role: message.role, parts: shown }, fresh };
    for (const part of shown) {
      if (part.kind !== "call") continue;
      if (part.callId) this.byCallId.set(part.callId, part);
      this.waiting.push({ part, entry });
    }
    this.entries.push(entry);
  }

  /** Whether `part` is the result of a call that is shown: it is beside the call then. */
  private pair(part: Part): boolean {
    if (part.kind !== "result" || !part.callId) return false;
    const call = this.byCallId.get(part.callId);
    if (!call) return false;
    call.result ??= part.text;
    call.failed ??= part.failed;
    return true;
  }

  private addTool(step: Step, texts: Texts): void {
    const input = texts.input ? pretty(readStored(texts.input.text)) : "";
    const output = texts.output ? pretty(readStored(texts.output.text)) : "";
    const at = this.waiting.findIndex(
      ({ part }) => part.name === step.name && part.result === undefined,
    );
    if (at >= 0) {
      const [found] = this.waiting.splice(at, 1);
      if (found && output) {
        found.part.result = output;
        found.part.failed ??= step.failed;
        return;
      }
    }
    this.entries.push({ kind: "tool", ...step, input, output });
  }
}
