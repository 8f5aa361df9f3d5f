import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import {
  placeholdersOf,
  type PromptText,
  referencesOf,
  resolveReferences,
  variablesOf,
  withReferences,
} from "../../lib/prompts";
import { ErrorLine } from "../Problem";
import { PromptView } from "./PromptView";

/** What the text needs, and what it is with the prompts it refers to filled in. */
export function Preview({ projectId, prompt }: { projectId: string; prompt: PromptText }) {
  const [open, setOpen] = useState(false);
  const variables = variablesOf(prompt);
  const placeholders = placeholdersOf(prompt);
  const references = referencesOf(prompt);
  const texts = useQuery({
    queryKey: ["prompts", projectId, "references", references.map((each) => each.text)],
    queryFn: ({ signal }) => resolveReferences(projectId, references, signal),
    enabled: references.length > 0,
    retry: false,
  });
  return (
    <>
      <dl className="facts" aria-live="polite">
        <div>
          <dt>Variables</dt>
          <dd>
            {variables.length === 0 ? (
              <span className="quiet">
                none; write <code>{"{{name}}"}</code>
              </span>
            ) : (
              variables.map((each) => (
                <mark key={each} className="variable">
                  {each}
                </mark>
              ))
            )}
          </dd>
        </div>
        {placeholders.length > 0 && (
          <div>
            <dt>Placeholders</dt>
            <dd>{placeholders.join(", ")}</dd>
          </div>
        )}
      </dl>
      {references.length > 0 && (
        <details className="fold" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>
            With references filled in <span className="quiet">{references.length}</span>
          </summary>
          {open && texts.data && <PromptView prompt={withReferences(prompt, texts.data)} />}
        </details>
      )}
      <ErrorLine error={texts.error} />
    </>
  );
}
