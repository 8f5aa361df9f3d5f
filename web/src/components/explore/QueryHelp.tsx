import type { Word } from "../../lib/explore";
import { Dialog } from "../Dialog";

const EXAMPLES: [query: string, meaning: string][] = [
  ["refund", "the word in input, output, metadata or a name, in any case"],
  ['"not found"', "the phrase"],
  ["model:gpt-4o", "is this value; quotes around values with spaces"],
  ["level:(ERROR OR WARNING)", "is one of several"],
  ["-name:health", "is not; rows without a name stay"],
  ["name:chat*", "starts with; *chat ends with, *chat* contains"],
  ["name~chat", "contains, in any case"],
  ["cost>0.01  latency>=2s  tokens<10k", "compared; ms, s, min, h and k, m are understood"],
  ["metadata.team=search", "a metadata value by its key"],
  ["score.quality<0.5", "the average of a score"],
  ["has:user  -has:session", "has a value, has none"],
  ["time>2026-01-31", "after a day or a moment (UTC when it names no zone)"],
];

/** The query language on one page; the words are the server's own list. */
export function QueryHelp({ words, onClose }: { words: Word[]; onClose: () => void }) {
  return (
    <Dialog title="Queries" onClose={onClose}>
      <p>Conditions stand side by side; all of them must hold. Tab or Enter takes a suggestion.</p>
      <dl className="query-help">
        {EXAMPLES.map(([query, meaning]) => (
          <div key={query}>
            <dt>
              <code>{query}</code>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <h3>Words</h3>
      <dl className="query-help">
        {words.map((word) => (
          <div key={word.word}>
            <dt>
              <code>{word.word}</code>
            </dt>
            <dd>
              {word.about}
              {word.choices.length > 0 && `: ${word.choices.join(", ")}`}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
