import { useQueries, useQuery } from "@tanstack/react-query";
import { Minus } from "lucide-react";
import { type Asked, type ValueCount, facetsQuery } from "../../lib/explore";
import { count, short } from "../../lib/format";
import { chosenValues, toggleValue, withoutWord } from "../../lib/query";

export interface FacetGroup {
  /** Read together, in one pass over the selection. */
  words: { word: string; label: string }[];
}

interface Props {
  asked: Asked;
  groups: FacetGroup[];
  enabled: boolean;
  onQuery: (q: string) => void;
}

/** Values with counts; pressing one edits the query's text. */
export function Facets({ asked, groups, enabled, onQuery }: Props) {
  return (
    <div className="facets" role="group" aria-label="Filter by values">
      {groups.map((group, index) => (
        <Group key={index} group={group} asked={asked} enabled={enabled} onQuery={onQuery} />
      ))}
    </div>
  );
}

function Group({ group, asked, enabled, onQuery }: Omit<Props, "groups"> & { group: FacetGroup }) {
  const chosen = (word: string) =>
    chosenValues(asked.q, word).length + chosenValues(asked.q, word, true).length > 0;
  const open = group.words.filter(({ word }) => !chosen(word));
  const narrowed = group.words.filter(({ word }) => chosen(word));
  const rest = useQuery({
    ...facetsQuery(
      asked,
      open.map(({ word }) => word),
    ),
    enabled: enabled && open.length > 0,
  });
  // A word that is asked for shows what else could be asked for: its own condition is left out.
  const own = useQueries({
    queries: narrowed.map(({ word }) => ({
      ...facetsQuery({ ...asked, q: withoutWord(asked.q, word) }, [word]),
      enabled,
    })),
  });
  const valuesOf = (word: string): ValueCount[] | undefined => {
    const index = narrowed.findIndex((each) => each.word === word);
    const found = index < 0 ? rest.data : own[index]?.data;
    return found?.data.find((each) => each.word === word)?.values;
  };
  const error = rest.error ?? own.find((each) => each.error)?.error;
  if (error) return <p className="quiet facet-none">Not counted: {error.message}</p>;
  return (
    <>
      {group.words.map(({ word, label }) => (
        <Facet
          key={word}
          word={word}
          label={label}
          values={valuesOf(word)}
          waiting={enabled && !valuesOf(word)}
          q={asked.q}
          onQuery={onQuery}
        />
      ))}
    </>
  );
}

interface FacetProps {
  word: string;
  label: string;
  values: ValueCount[] | undefined;
  waiting: boolean;
  q: string;
  onQuery: (q: string) => void;
}

function Facet({ word, label, values, waiting, q, onQuery }: FacetProps) {
  const [wanted, unwanted] = [chosenValues(q, word), chosenValues(q, word, true)];
  const listed = values ?? [];
  const known = new Set(listed.map(({ value }) => value));
  const others = [...wanted, ...unwanted]
    .filter((value) => !known.has(value))
    .map((value) => ({ value, count: 0, exact: true }));
  const shown = [...listed, ...others];
  if (!waiting && shown.length === 0) return null;
  const most = Math.max(1, ...shown.map((each) => each.count));
  return (
    <details className="facet" open>
      <summary>{label}</summary>
      {waiting ? (
        <div className="skeleton" aria-hidden />
      ) : (
        <ul>
          {shown.map(({ value, count: times, exact }) => (
            <li key={value} data-chosen={wanted.includes(value) ? "" : undefined} data-not={unwanted.includes(value) ? "" : undefined}>
              <button
                type="button"
                className="facet-value"
                aria-pressed={wanted.includes(value)}
                title={`${value}\n${word}: ${exact ? "" : "about "}${count(times)}`}
                onClick={() => onQuery(toggleValue(q, word, value))}
              >
                <svg className="facet-bar" width="100%" height="2" aria-hidden focusable="false">
                  <rect width={`${Math.max(1, (100 * times) / most)}%`} height="2" />
                </svg>
                <bdi>{value}</bdi>
                <small>
                  {exact ? "" : "≈"}
                  {short(times)}
                </small>
              </button>
              <button
                type="button"
                className="icon-button facet-not"
                aria-label={`Leave out ${label.toLowerCase()} ${value}`}
                aria-pressed={unwanted.includes(value)}
                title="Leave out"
                onClick={() => onQuery(toggleValue(q, word, value, true))}
              >
                <Minus aria-hidden />
              </button>
            </li>
          ))}
        </ul>
      )}
    </details>
  );
}
