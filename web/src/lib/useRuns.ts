import { useCallback, useEffect, useRef, useState } from "react";
import { type Answer, complete } from "./completion";

export interface Run {
  state: "running" | "done" | "stopped" | "failed";
  answer?: Answer;
  error?: unknown;
}

/** Calls under way by column; leaving the page ends them. */
export function useRuns(projectId: string) {
  const [runs, setRuns] = useState<Record<string, Run>>({});
  const open = useRef(new Map<string, AbortController>());
  useEffect(() => {
    const controllers = open.current;
    return () => {
      for (const controller of controllers.values()) controller.abort();
    };
  }, []);

  const run = useCallback(
    (key: string, makeBody: () => Record<string, unknown>) => {
      open.current.get(key)?.abort();
      const controller = new AbortController();
      open.current.set(key, controller);
      const set = (to: Run) => {
        if (open.current.get(key) === controller) setRuns((before) => ({ ...before, [key]: to }));
      };
      let latest: Answer | undefined;
      set({ state: "running" });
      void (async () => {
        try {
          const answer = await complete(projectId, makeBody(), controller.signal, (piece) => {
            latest = piece;
            set({ state: "running", answer: piece });
          });
          set({ state: "done", answer });
        } catch (error) {
          if (controller.signal.aborted) set({ state: "stopped", answer: latest });
          else set({ state: "failed", answer: latest, error });
        }
      })();
    },
    [projectId],
  );
  const stop = useCallback((key: string) => open.current.get(key)?.abort(), []);
  return { runs, run, stop };
}
