import { exactTime, shortTime, time } from "../lib/format";

export function Time({ iso, short }: { iso: string; short?: boolean }) {
  return (
    <time dateTime={iso} title={exactTime(iso)}>
      {short ? shortTime(iso) : time(iso)}
    </time>
  );
}
