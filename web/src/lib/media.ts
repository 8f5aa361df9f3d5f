import { useSyncExternalStore } from "react";

/** Whether a media query holds, followed while the component is shown. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const list = matchMedia(query);
      list.addEventListener("change", changed);
      return () => list.removeEventListener("change", changed);
    },
    () => matchMedia(query).matches,
  );
}

/** Where the sidebar becomes a drawer; the same width as in shell.css. */
export const NARROW = "(max-width: 759px)";
