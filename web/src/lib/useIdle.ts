import { useEffect, useState } from "react";

const LATEST_MS = 1_000;

/** True once `ready` has come and the browser has nothing more urgent to do; stays true. */
export function useIdle(ready: boolean): boolean {
  const [idle, setIdle] = useState(false);
  useEffect(() => {
    if (!ready || idle) return;
    if (!("requestIdleCallback" in window)) {
      const timer = setTimeout(() => setIdle(true), LATEST_MS / 4);
      return () => clearTimeout(timer);
    }
    const asked = requestIdleCallback(() => setIdle(true), { timeout: LATEST_MS });
    return () => cancelIdleCallback(asked);
  }, [ready, idle]);
  return idle;
}
