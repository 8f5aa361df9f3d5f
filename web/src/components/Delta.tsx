import "../styles/delta.css";

export interface Change {
  value: number | null | undefined;
  before: number | null | undefined;
  better: "more" | "less";
}

/** How a number differs from the baseline's, in colour and in words. */
export function Delta({ value, before, better }: Change) {
  if (value === null || value === undefined || before === null || before === undefined) return null;
  const by = value - before;
  if (Math.abs(by) < 1e-9) return <span className="delta">=</span>;
  const good = better === "more" ? by > 0 : by < 0;
  // A share where numbers may be of any size; scores as they are.
  const text = better === "less" && before !== 0 ? `${Math.round((by / before) * 100)} %` : by.toFixed(2);
  return (
    <span className={good ? "delta better" : "delta worse"} title={good ? "better" : "worse"}>
      {by > 0 ? "+" : ""}
      {text}
    </span>
  );
}
