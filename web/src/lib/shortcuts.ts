// The one table of shortcuts: it drives the handlers and the help.
import { useEffect, useRef } from "react";

export const SHORTCUTS = {
  help: { keys: ["?"], label: "Show the shortcuts", scope: "Everywhere" },
  theme: { keys: ["Shift+D"], label: "Switch between light and dark", scope: "Everywhere" },
  goTraces: { keys: ["g t"], label: "Go to traces", scope: "Everywhere" },
  goSessions: { keys: ["g s"], label: "Go to sessions", scope: "Everywhere" },
  goIngestion: { keys: ["g i"], label: "Go to ingestion", scope: "Everywhere" },
  next: { keys: ["j", "ArrowDown"], label: "Next row", scope: "Lists and trees" },
  previous: { keys: ["k", "ArrowUp"], label: "Previous row", scope: "Lists and trees" },
  open: { keys: ["Enter"], label: "Open the row", scope: "Lists" },
  filter: { keys: ["/"], label: "Add a filter", scope: "Lists" },
  live: { keys: ["l"], label: "Switch live refresh", scope: "Lists" },
  collapse: { keys: ["h", "ArrowLeft"], label: "Close the branch", scope: "Trace" },
  expand: { keys: ["ArrowRight"], label: "Open the branch", scope: "Trace" },
  view: { keys: ["v"], label: "Next view: chat, JSON, raw", scope: "Trace" },
  copy: { keys: ["y"], label: "Copy a link to what is shown", scope: "Trace" },
  back: { keys: ["Escape"], label: "Back to the list", scope: "Trace" },
} as const;

export type ShortcutName = keyof typeof SHORTCUTS;
type Handlers = Partial<Record<ShortcutName, () => void>>;

const TYPING = "input, textarea, select, [contenteditable]";
const PRESSING = "button, a, summary, [role=tab], [role=menuitem]";
let pending = "";

/** Handlers for named shortcuts while the calling component is shown. */
export function useShortcuts(handlers: Handlers): void {
  const current = useRef(handlers);
  useEffect(() => {
    current.current = handlers;
  });
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      const target = event.target instanceof Element ? event.target : null;
      if (target?.closest(TYPING) || document.querySelector("dialog[open]")) return;
      // A focused button or tab keeps the keys it has of its own.
      const own = event.key === "Enter" || event.key.startsWith("Arrow");
      if (own && target?.closest(PRESSING)) return;
      const key = event.shiftKey && event.key.length === 1 && event.key !== "?"
        ? `Shift+${event.key.toUpperCase()}`
        : event.key;
      for (const [name, handler] of Object.entries(current.current)) {
        const wanted: readonly string[] = SHORTCUTS[name as ShortcutName].keys;
        if (wanted.includes(key) || (pending && wanted.includes(`${pending} ${key}`))) {
          event.preventDefault();
          handler();
          return;
        }
      }
    }
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
}

// Remembers `g` for the two-key shortcuts. The window hears a key after the document's handlers.
window.addEventListener("keydown", (event) => {
  pending = event.key === "g" && !event.ctrlKey && !event.metaKey ? "g" : "";
});
