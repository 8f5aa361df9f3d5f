import { type ReactNode, useEffect } from "react";
import { RANGES, type Range } from "../lib/search";

interface Props {
  title: string;
  count?: string;
  children?: ReactNode;
}

export function PageHead({ title, count, children }: Props) {
  useEffect(() => {
    document.title = `${title} · Gatelight`;
  }, [title]);
  return (
    <header className="page-head">
      <h1>
        {title}
        {count && <small>{count}</small>}
      </h1>
      {children && <div className="page-tools">{children}</div>}
    </header>
  );
}

export function RangeSelect({ value, onChange }: { value: Range; onChange: (to: Range) => void }) {
  return (
    <select
      className="select"
      aria-label="Time range"
      value={value}
      onChange={(event) => onChange(event.target.value as Range)}
    >
      {Object.entries(RANGES).map(([name, { label }]) => (
        <option key={name} value={name}>
          {label}
        </option>
      ))}
    </select>
  );
}
