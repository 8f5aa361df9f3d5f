// Prompts on their way from the playground to the editor, kept for this browser tab only.
import type { PromptText, PromptType } from "./prompts";

export interface Draft {
  type: PromptType;
  prompt: PromptText;
  config: unknown;
}

const PREFIX = "gatelight.draft.";

/** Keep a draft; the answer names it in an address. */
export function keepDraft(draft: Draft): string {
  const id = crypto.randomUUID?.() ?? String(Date.now());
  sessionStorage.setItem(PREFIX + id, JSON.stringify(draft));
  return id;
}

export function takeDraft(id: string | undefined): Draft | undefined {
  if (!id) return undefined;
  try {
    const kept = sessionStorage.getItem(PREFIX + id);
    return kept ? (JSON.parse(kept) as Draft) : undefined;
  } catch {
    return undefined;
  }
}
