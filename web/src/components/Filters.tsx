import { Plus, X } from "lucide-react";
import { type FormEvent, useRef, useState } from "react";
import type { Condition } from "../lib/search";
import { useShortcuts } from "../lib/shortcuts";

interface Field {
  column: string;
  label: string;
  kind: "text" | "number" | "choice" | "tags";
  choices?: string[];
}

const FIELDS: Field[] = [
  { column: "name", label: "Name", kind: "text" },
  { column: "userId", label: "User", kind: "text" },
  { column: "sessionId", label: "Session", kind: "text" },
  { column: "tags", label: "Tags", kind: "tags" },
  { column: "level", label: "Level", kind: "choice", choices: ["ERROR", "WARNING", "DEFAULT", "DEBUG"] },
  { column: "environment", label: "Environment", kind: "text" },
  { column: "release", label: "Release", kind: "text" },
  { column: "totalCost", label: "Cost ($)", kind: "number" },
  { column: "latency", label: "Latency (s)", kind: "number" },
  { column: "totalTokens", label: "Tokens", kind: "number" },
  { column: "input", label: "Input", kind: "text" },
  { column: "output", label: "Output", kind: "text" },
];

const OPERATORS: Record<Field["kind"], [operator: string, label: string][]> = {
  text: [
    ["contains", "contains"],
    ["=", "is"],
    ["starts with", "starts with"],
    ["does not contain", "does not contain"],
  ],
  number: [
    [">", ">"],
    [">=", "≥"],
    ["<", "<"],
    ["<=", "≤"],
  ],
  choice: [
    ["any of", "is"],
    ["none of", "is not"],
  ],
  tags: [
    ["all of", "include"],
    ["none of", "do not include"],
  ],
};

const TYPES: Record<Field["kind"], Condition["type"]> = {
  text: "string",
  number: "number",
  choice: "stringOptions",
  tags: "arrayOptions",
};

interface Props {
  filter: Condition[];
  onChange: (filter: Condition[]) => void;
}

/** The conditions of the list as chips, and a form for one more. */
export function Filters({ filter, onChange }: Props) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  useShortcuts({ filter: () => setOpen(true) });
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <div className="filters">
      {filter.map((condition, index) => (
        <span className="chip" key={index}>
          {said(condition)}
          <button
            type="button"
            aria-label={`Remove ${said(condition)}`}
            onClick={() => onChange(filter.filter((_, at) => at !== index))}
          >
            <X aria-hidden />
          </button>
        </span>
      ))}
      {open ? (
        <NewCondition
          onAdd={(condition) => {
            onChange([...filter, condition]);
            setOpen(false);
          }}
          onClose={close}
        />
      ) : (
        <button
          ref={button}
          type="button"
          className="button small"
          title="Add a filter (/)"
          onClick={() => setOpen(true)}
        >
          <Plus aria-hidden />
          Filter
        </button>
      )}
    </div>
  );
}

function NewCondition(props: { onAdd: (condition: Condition) => void; onClose: () => void }) {
  const [column, setColumn] = useState("name");
  const field = FIELDS.find((each) => each.column === column) as Field;
  function add(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = String(form.get("value")).trim();
    if (!text) return;
    const value =
      field.kind === "number"
        ? Number(text)
        : field.kind === "choice"
          ? [text]
          : field.kind === "tags"
            ? text.split(",").map((each) => each.trim()).filter(Boolean)
            : text;
    props.onAdd({ type: TYPES[field.kind], column, operator: String(form.get("operator")), value });
  }
  return (
    <form
      className="new-filter"
      aria-label="New filter"
      onSubmit={add}
      onKeyDown={(event) => event.key === "Escape" && props.onClose()}
    >
      <select
        className="select"
        aria-label="Column"
        value={column}
        onChange={(event) => setColumn(event.target.value)}
      >
        {FIELDS.map((each) => (
          <option key={each.column} value={each.column}>
            {each.label}
          </option>
        ))}
      </select>
      <select className="select" aria-label="Condition" name="operator" key={`${column}-operator`}>
        {OPERATORS[field.kind].map(([operator, label]) => (
          <option key={operator} value={operator}>
            {label}
          </option>
        ))}
      </select>
      {field.kind === "choice" ? (
        <select className="select" aria-label="Value" name="value">
          {field.choices?.map((choice) => <option key={choice}>{choice}</option>)}
        </select>
      ) : (
        <input
          key={`${column}-value`}
          className="input"
          name="value"
          aria-label="Value"
          placeholder={field.kind === "tags" ? "one, two" : undefined}
          type={field.kind === "number" ? "number" : "text"}
          step="any"
          required
          autoFocus
        />
      )}
      <button className="button small primary">Apply</button>
      <button type="button" className="icon-button" aria-label="Cancel" onClick={props.onClose}>
        <X aria-hidden />
      </button>
    </form>
  );
}

function said(condition: Condition): string {
  const field = FIELDS.find((each) => each.column === condition.column);
  const operators = field ? OPERATORS[field.kind] : [];
  const operator = operators.find(([each]) => each === condition.operator)?.[1];
  const value = Array.isArray(condition.value) ? condition.value.join(", ") : condition.value;
  return `${field?.label ?? condition.column} ${operator ?? condition.operator} ${value}`;
}
