import "../../styles/charts.css";

interface Props {
  label: string;
  values: number[];
}

/** A line without axes for a row of a table. */
export function Sparkline({ label, values }: Props) {
  const top = Math.max(...values, 0) || 1;
  const wide = Math.max(1, values.length - 1);
  const points = values.map((value, at) => `${(100 * at) / wide},${19 - (18 * value) / top}`);
  return (
    <svg className="sparkline" viewBox="0 0 100 20" preserveAspectRatio="none" role="img" aria-label={label}>
      <polygon points={`0,20 ${points.join(" ")} 100,20`} />
      <polyline points={points.join(" ")} />
    </svg>
  );
}
