import { useQuery } from "@tanstack/react-query";
import { CircleHelp, Search, X } from "lucide-react";
import { Suspense, lazy, useEffect, useRef, useState } from "react";
import { ApiError } from "../../lib/api";
import { type Asked, type QueryProblem, checkQuery, wordsQuery } from "../../lib/explore";
import { useShortcuts } from "../../lib/shortcuts";
import { useIdle } from "../../lib/useIdle";
import { IconButton } from "../IconButton";
import { QueryHelp } from "./QueryHelp";

const QueryEditor = lazy(() =>
  import("./QueryEditor").then(({ QueryEditor: component }) => ({ default: component })),
);

interface Props {
  asked: Asked;
  placeholder: string;
  /** Whether the rows stand: the editor is large, and they come first. */
  ready: boolean;
  /** What the list answered, when it could not read the query. */
  error: unknown;
  onApply: (q: string) => void;
}

/** The one place where a list is narrowed: its text is what the address keeps. */
export function QueryBar({ asked, placeholder, ready, error, onApply }: Props) {
  const [text, setText] = useState(asked.q);
  const [checked, setChecked] = useState<{ text: string; problem?: QueryProblem }>();
  const [focus, setFocus] = useState(0);
  const [help, setHelp] = useState(false);
  const idle = useIdle(ready);
  const words = useQuery(wordsQuery(asked));
  const turn = useRef(0);
  useEffect(() => {
    turn.current += 1;
    setText(asked.q);
  }, [asked.q]);
  useShortcuts({ filter: () => setFocus((times) => times + 1) });
  const problem =
    checked?.text === text ? checked.problem : text === asked.q ? problemOf(error) : undefined;

  // While it is typed the server says what it would make of it; nothing is applied yet.
  useEffect(() => {
    if (text === asked.q) return;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      checkQuery({ ...asked, q: text }, abort.signal)
        .then((found) => setChecked({ text, problem: found }))
        .catch(() => undefined);
    }, 350);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [text, asked]);

  async function apply(wanted: string): Promise<void> {
    const clean = wanted.trim();
    if (clean === asked.q) return;
    const mine = ++turn.current;
    const found = await checkQuery({ ...asked, q: clean }).catch(() => undefined);
    // Cleared, or changed from elsewhere, while the server read it.
    if (mine !== turn.current) return;
    setChecked({ text: wanted, problem: found });
    if (!found) onApply(clean);
  }

  const waiting = (
    <div className="query-editor waiting-text" onPointerDown={() => setFocus((times) => times + 1)}>
      {text || placeholder}
    </div>
  );
  return (
    <div className="query">
      <div className="query-bar" data-problem={problem ? "" : undefined}>
        <Search aria-hidden />
        <Suspense fallback={waiting}>
          {idle || focus > 0 ? (
            <QueryEditor
              text={text}
              asked={asked}
              words={words.data?.data ?? []}
              problem={problem}
              placeholder={placeholder}
              focus={focus}
              onText={setText}
              onApply={(wanted) => void apply(wanted)}
            />
          ) : (
            waiting
          )}
        </Suspense>
        {text && (
          <IconButton
            icon={X}
            aria-label="Clear the query"
            onClick={() => {
              turn.current += 1;
              setText("");
              onApply("");
            }}
          />
        )}
        <IconButton
          icon={CircleHelp}
          aria-label="How to write a query"
          title="How to write a query"
          onClick={() => setHelp(true)}
        />
      </div>
      {problem && (
        <p className="query-problem" role="alert">
          {problem.problem}
          {problem.expected.length > 0 && (
            <span>
              {" "}
              Expected:{" "}
              {problem.expected.slice(0, 8).map((each) => (
                <code key={each}>{each}</code>
              ))}
              {problem.expected.length > 8 && " …"}
            </span>
          )}
        </p>
      )}
      {help && <QueryHelp words={words.data?.data ?? []} onClose={() => setHelp(false)} />}
    </div>
  );
}

/** The place of a mistake, when that is what an answer is about. */
export function problemOf(error: unknown): QueryProblem | undefined {
  if (!(error instanceof ApiError) || !error.body || typeof error.body !== "object") return undefined;
  const { query } = error.body as { query?: QueryProblem };
  return query && typeof query.problem === "string" ? query : undefined;
}
