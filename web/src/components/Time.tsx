import { exactTime, time } from "../lib/format";

export function Time({ iso }: { iso: string }) {
  return (
    <time dateTime={iso} title={exactTime(iso)}>
      {time(iso)}
    </time>
  );
}
