import { Plus, X } from "lucide-react";
import type { MetricsFilter, View } from "../../lib/metrics";
import { capital, fieldWord } from "../../lib/words";
import { Button } from "../Button";
import { IconButton } from "../IconButton";
import { Select, optionsOf } from "../Select";

type Kind = View["filters"][number]["kind"];

/** Operators by kind of column, each with the type of filter it belongs to. */
const OPERATORS: Record<Kind, [operator: string, type: string, label: string][]> = {
  text: [
    ["any of", "stringOptions", "is"],
    ["none of", "stringOptions", "is not"],
    ["contains", "string", "contains"],
    ["does not contain", "string", "does not contain"],
    ["starts with", "string", "starts with"],
    ["ends with", "string", "ends with"],
    ["is null", "null", "is empty"],
    ["is not null", "null", "is not empty"],
  ],
  texts: [
    ["any of", "arrayOptions", "has any of"],
    ["all of", "arrayOptions", "has all of"],
    ["none of", "arrayOptions", "has none of"],
  ],
  number: [
    ["=", "number", "="],
    [">", "number", ">"],
    [">=", "number", "≥"],
    ["<", "number", "<"],
    ["<=", "number", "≤"],
  ],
  flag: [
    ["=", "boolean", "is"],
    ["<>", "boolean", "is not"],
  ],
  map: [
    ["=", "stringObject", "is"],
    ["contains", "stringObject", "contains"],
    ["does not contain", "stringObject", "does not contain"],
    ["starts with", "stringObject", "starts with"],
  ],
  datetime: [],
};

const takesList = (type: string) => type === "stringOptions" || type === "arrayOptions";

interface Props {
  filters: MetricsFilter[];
  view: View;
  onChange: (filters: MetricsFilter[]) => void;
}

/** Conditions that all must hold. */
export function FilterRows({ filters, view, onChange }: Props) {
  const columns = view.filters.filter(({ kind }) => kind !== "datetime");
  const change = (at: number, to: MetricsFilter) =>
    onChange(filters.map((each, index) => (index === at ? to : each)));
  return (
    <fieldset className="editor-rows">
      <legend>Filters</legend>
      {filters.map((filter, at) => {
        const kind = columns.find(({ name }) => name === filter.column)?.kind ?? "text";
        const operators = OPERATORS[kind];
        return (
          <div className="editor-row" key={at}>
            <Select
              quiet
              small
              label={`Filter ${at + 1}: column`}
              value={filter.column}
              options={optionsOf(columns.map(({ name }) => name), (name) => capital(fieldWord(name)))}
              onChange={(name) => change(at, fresh(name, columns))}
            />
            {kind === "map" && (
              <input
                className="input"
                aria-label={`Filter ${at + 1}: key`}
                placeholder="key"
                value={filter.key ?? ""}
                onChange={({ target }) => change(at, { ...filter, key: target.value })}
              />
            )}
            <Select
              quiet
              small
              label={`Filter ${at + 1}: condition`}
              value={filter.operator}
              options={[
                ...operators.map(([value, , label]) => ({ value, label })),
                ...(operators.some(([each]) => each === filter.operator) ? [] : optionsOf([filter.operator])),
              ]}
              onChange={(operator) => change(at, withOperator(filter, operator, operators))}
            />
            {filter.type === "boolean" ? (
              <Select
                quiet
                small
                label={`Filter ${at + 1}: value`}
                value={String(filter.value)}
                options={optionsOf(["true", "false"])}
                onChange={(value) => change(at, { ...filter, value: value === "true" })}
              />
            ) : (
              filter.type !== "null" && (
                <input
                  className="input"
                  aria-label={`Filter ${at + 1}: value`}
                  type={filter.type === "number" ? "number" : "text"}
                  step="any"
                  placeholder={takesList(filter.type) ? "one, two" : undefined}
                  defaultValue={Array.isArray(filter.value) ? filter.value.join(", ") : String(filter.value ?? "")}
                  key={`${filter.column} ${filter.type}`}
                  onChange={({ target }) => change(at, { ...filter, value: valueOf(filter, target.value) })}
                />
              )
            )}
            <IconButton
              icon={X}
              aria-label={`Remove filter ${at + 1}`}
              onClick={() => onChange(filters.filter((_, index) => index !== at))}
            />
          </div>
        );
      })}
      <Button
        small
        icon={Plus}
        onClick={() => onChange([...filters, fresh(columns.find(({ name }) => name === "name")?.name ?? columns[0]?.name ?? "name", columns)])}
      >
        Filter
      </Button>
    </fieldset>
  );
}

function fresh(column: string, columns: View["filters"]): MetricsFilter {
  const kind = columns.find(({ name }) => name === column)?.kind ?? "text";
  const [operator = "=", type = "string"] = OPERATORS[kind][0] ?? [];
  return withOperator({ column, operator, type, value: kind === "flag" ? true : "" }, operator, OPERATORS[kind]);
}

function withOperator(filter: MetricsFilter, operator: string, operators: [string, string, string][]): MetricsFilter {
  const type = operators.find(([each]) => each === operator)?.[1] ?? filter.type;
  const text = Array.isArray(filter.value) ? filter.value.join(", ") : String(filter.value ?? "");
  const next = { ...filter, operator, type };
  if (type === "null") return { ...next, value: "" };
  return { ...next, value: type === "boolean" ? filter.value !== false : valueOf(next, text) };
}

function valueOf({ type }: MetricsFilter, text: string): unknown {
  if (takesList(type)) return text.split(",").map((each) => each.trim()).filter(Boolean);
  return type === "number" ? Number(text) : text;
}

/** Filters that say something yet: those half typed are left out of a preview. */
export const complete = (filters: MetricsFilter[]) =>
  filters.filter(({ type, value }) => type === "null" || typeof value === "boolean" || typeof value === "number" || (Array.isArray(value) ? value.length > 0 : value !== ""));
