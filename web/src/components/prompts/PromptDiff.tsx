import { diffJson, diffWordsWithSpace } from "diff";
import { useMemo } from "react";
import { flatText, type Prompt } from "../../lib/prompts";
import { Marked } from "./PromptView";

const LONGEST = 200_000;

/** What changed from one version to another: words of the text, lines of the config. */
export function PromptDiff({ from, to }: { from: Prompt; to: Prompt }) {
  const words = useMemo(() => {
    const [before, after] = [flatText(from.prompt), flatText(to.prompt)];
    return before.length + after.length > LONGEST ? null : diffWordsWithSpace(before, after);
  }, [from, to]);
  const lines = useMemo(
    () => diffJson((from.config ?? {}) as object, (to.config ?? {}) as object),
    [from, to],
  );
  const sameText = words?.every((part) => !part.added && !part.removed);
  const sameConfig = lines.every((part) => !part.added && !part.removed);
  return (
    <>
      <section>
        <h3>Text</h3>
        {words === null ? (
          <p className="quiet">These texts are too long to be compared word by word.</p>
        ) : sameText ? (
          <p className="quiet">The text is the same.</p>
        ) : (
          <div className="prompt-text diff" tabIndex={0} role="region" aria-label="Changes of the text">
            {words.map((part, index) =>
              part.added ? (
                <ins key={index}>
                  <Marked text={part.value} />
                </ins>
              ) : part.removed ? (
                <del key={index}>
                  <Marked text={part.value} />
                </del>
              ) : (
                <Marked key={index} text={part.value} />
              ),
            )}
          </div>
        )}
      </section>
      <section>
        <h3>Config</h3>
        {sameConfig ? (
          <p className="quiet">The config is the same.</p>
        ) : (
          <pre className="raw diff" tabIndex={0} role="region" aria-label="Changes of the config">
            {lines.map((part, index) =>
              part.added ? (
                <ins key={index}>{part.value}</ins>
              ) : part.removed ? (
                <del key={index}>{part.value}</del>
              ) : (
                <span key={index}>{part.value}</span>
              ),
            )}
          </pre>
        )}
      </section>
      {from.commitMessage !== to.commitMessage && to.commitMessage && (
        <p className="quiet">
          Version {to.version}: {to.commitMessage}
        </p>
      )}
    </>
  );
}
