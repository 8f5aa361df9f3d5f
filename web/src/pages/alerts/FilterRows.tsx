import { Plus, X } from "lucide-react";
import { Button } from "../../components/Button";
import { IconButton } from "../../components/IconButton";
import { Select } from "../../components/Select";
import { FIELDS, type TextFilter } from "./model";

const OPERATORS = [
  { value: "=", label: "is" },
  { value: "contains", label: "contains" },
  { value: "does not contain", label: "does not contain" },
  { value: "starts with", label: "starts with" },
];
const COLUMNS = FIELDS.map(([value, label]) => ({ value, label }));

interface Props {
  filters: TextFilter[];
  onChange: (filters: TextFilter[]) => void;
}

/** Conditions that all must hold. */
export function FilterRows({ filters, onChange }: Props) {
  const change = (index: number, part: Partial<TextFilter>) =>
    onChange(filters.map((each, at) => (at === index ? { ...each, ...part } : each)));
  const blank: TextFilter = { type: "string", column: "providedModelName", operator: "=", value: "" };
  return (
    <fieldset className="alert-filters">
      <legend>Only where</legend>
      {filters.map((filter, index) => (
        <div className="row" key={index}>
          <Select
            quiet
            small
            label={`Field of condition ${index + 1}`}
            value={filter.column}
            options={COLUMNS}
            onChange={(column) => change(index, { column })}
          />
          <Select
            quiet
            small
            label={`Comparison of condition ${index + 1}`}
            value={filter.operator}
            options={OPERATORS}
            onChange={(operator) => change(index, { operator })}
          />
          <input
            className="input small"
            aria-label={`Value of condition ${index + 1}`}
            value={filter.value}
            onChange={(event) => change(index, { value: event.target.value })}
          />
          <IconButton
            icon={X}
            aria-label={`Remove condition ${index + 1}`}
            onClick={() => onChange(filters.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      <Button small icon={Plus} onClick={() => onChange([...filters, blank])}>
        Add a condition
      </Button>
    </fieldset>
  );
}
