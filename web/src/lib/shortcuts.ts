// The one table of shortcuts: it drives the handlers and the help. Those that open a page come from
// the table of pages.
import { useEffect, useRef } from "react";
import { NAVIGATION, type PageAddress } from "./navigation";

interface Shortcut {
  /** `Shift+D`, `Mod+K` (Ctrl or ⌘), `g t` (one after the other) or the key's own name. */
  keys: readonly string[];
  label: string;
  /** Heading in the help. */
  scope: string;
}

const OWN = {
  palette: { keys: ["Mod+K"], label: "Search pages, ids and actions", scope: "Everywhere" },
  help: { keys: ["?"], label: "Show the shortcuts", scope: "Everywhere" },
  theme: { keys: ["Shift+D"], label: "Switch between light and dark", scope: "Everywhere" },
  next: { keys: ["j", "ArrowDown"], label: "Next row", scope: "Lists and trees" },
  previous: { keys: ["k", "ArrowUp"], label: "Previous row", scope: "Lists and trees" },
  open: { keys: ["Enter"], label: "Open the row", scope: "Lists" },
  peek: { keys: ["p"], label: "Look at the row beside the list", scope: "Lists" },
  select: { keys: ["x"], label: "Select the row", scope: "Lists" },
  filter: { keys: ["/"], label: "Type a query", scope: "Lists" },
  facets: { keys: ["f"], label: "Show or hide the values to filter by", scope: "Lists" },
  live: { keys: ["l"], label: "Switch the live tail", scope: "Lists" },
  fresh: { keys: ["n"], label: "Show the new rows", scope: "Lists" },
  leave: { keys: ["Escape"], label: "Close the panel, drop the selection", scope: "Lists" },
  collapse: { keys: ["h", "ArrowLeft"], label: "Close the branch, then go up", scope: "Trace" },
  expand: { keys: ["l", "ArrowRight"], label: "Open the branch", scope: "Trace" },
  collapseAll: { keys: ["Shift+H"], label: "Close all branches", scope: "Trace" },
  expandAll: { keys: ["Shift+L"], label: "Open all branches", scope: "Trace" },
  previousError: { keys: ["["], label: "Error before", scope: "Trace" },
  nextError: { keys: ["]"], label: "Next error", scope: "Trace" },
  searchTree: { keys: ["/"], label: "Search the observations", scope: "Trace" },
  critical: { keys: ["c"], label: "Mark the critical path", scope: "Trace" },
  idle: { keys: ["i"], label: "Compress idle gaps", scope: "Trace" },
  transcript: { keys: ["t"], label: "Transcript or details", scope: "Trace" },
  graph: { keys: ["m"], label: "Graph or tree", scope: "Trace" },
  view: { keys: ["v"], label: "Next view: chat, JSON, raw", scope: "Trace" },
  copy: { keys: ["y"], label: "Copy a link to what is shown", scope: "Trace" },
  previousTrace: { keys: ["Shift+K"], label: "Trace before, in the list's order", scope: "Trace" },
  nextTrace: { keys: ["Shift+J"], label: "Next trace, in the list's order", scope: "Trace" },
  run: { keys: ["Mod+Enter"], label: "Run every model", scope: "Playground" },
  category: {
    keys: ["1", "2", "3", "4", "5", "6", "7", "8", "9"],
    label: "Choose a category, then the next score",
    scope: "Annotation",
  },
  complete: { keys: ["Enter"], label: "Complete and go on", scope: "Annotation" },
  skip: { keys: ["s"], label: "Skip this one", scope: "Annotation" },
  back: { keys: ["Escape"], label: "Back to the list", scope: "Trace" },
} as const satisfies Record<string, Shortcut>;

export type ShortcutName = keyof typeof OWN | `go ${PageAddress}`;

export const SHORTCUTS: Readonly<Record<string, Shortcut>> = {
  ...OWN,
  ...Object.fromEntries(
    NAVIGATION.map(({ to, key, label }) => [
      `go ${to}`,
      { keys: [`g ${key}`], label, scope: "Go to" },
    ]),
  ),
};

/** How the key beside the space bar is called here. */
export const MOD = /Mac|iP(hone|ad|od)/.test(navigator.platform) ? "⌘" : "Ctrl ";

/** Handlers get the key that was pressed. */
type Handlers = Partial<Record<ShortcutName, (key: string) => void>>;

const TYPING = "input, textarea, select, [contenteditable]";
const PRESSING = "button, a, summary, [role=tab], [role=menuitem]";
// What lies above the page takes the keys, unless it says `data-shortcuts` (a side panel).
const DIALOG = ["[role=dialog]", "[role=alertdialog]", "[role=listbox]", "[role=menu]"]
  .map((each) => `${each}[data-state=open]:not([data-shortcuts])`)
  .join();
let pending = "";

/** Handlers for named shortcuts while the calling component is shown. */
export function useShortcuts(handlers: Handlers): void {
  const current = useRef(handlers);
  useEffect(() => {
    current.current = handlers;
  });
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.altKey || document.querySelector(DIALOG)) return;
      const key = keyOf(event);
      const target = event.target instanceof Element ? event.target : null;
      if (!key.startsWith("Mod+")) {
        if (event.ctrlKey || event.metaKey || target?.closest(TYPING)) return;
        // A focused button or tab keeps the keys it has of its own.
        const own = event.key === "Enter" || event.key.startsWith("Arrow");
        if (own && target?.closest(PRESSING)) return;
      }
      const pressed = pending ? `${pending} ${key}` : key;
      for (const [name, handler] of Object.entries(current.current)) {
        if (SHORTCUTS[name]?.keys.includes(pressed)) {
          event.preventDefault();
          handler(key);
          return;
        }
      }
    }
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
}

function keyOf(event: KeyboardEvent): string {
  const letter = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  if (event.ctrlKey || event.metaKey) return `Mod+${letter}`;
  // Only letters: where `?` and `/` need Shift differs from keyboard to keyboard.
  return event.shiftKey && /^[A-Z]$/.test(letter) ? `Shift+${letter}` : event.key;
}

// Remembers `g` for the two-key shortcuts. The window hears a key after the document's handlers.
window.addEventListener("keydown", (event) => {
  if (event.key === "Shift") return;
  const typing = event.target instanceof Element && event.target.closest(TYPING);
  const starts = event.key === "g" && !pending && !typing && !event.ctrlKey && !event.metaKey;
  pending = starts ? "g" : "";
});
