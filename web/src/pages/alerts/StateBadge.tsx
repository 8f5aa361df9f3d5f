import { BellOff, CircleAlert, CircleCheck, CircleDashed } from "lucide-react";
import type { AlertState } from "./model";

const LOOKS = {
  ok: ["OK", CircleCheck],
  alerting: ["Alerting", CircleAlert],
  no_data: ["No data", CircleDashed],
  unknown: ["Not checked yet", CircleDashed],
} as const;

export function StateBadge({ state, muted }: { state: AlertState; muted?: boolean }) {
  const [label, Icon] = LOOKS[state];
  return (
    <span className={`alert-state ${state}`}>
      <Icon aria-hidden />
      {label}
      {muted && <BellOff aria-label="muted" />}
    </span>
  );
}
