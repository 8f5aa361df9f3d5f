import { RANGES, type Range } from "../lib/search";
import { Select, optionsOf } from "./Select";

export function RangeSelect({ value, onChange }: { value: Range; onChange: (to: Range) => void }) {
  return (
    <Select
      quiet
      small
      label="Time range"
      value={value}
      options={optionsOf(Object.keys(RANGES) as Range[], (name) => RANGES[name].label)}
      onChange={onChange}
    />
  );
}
