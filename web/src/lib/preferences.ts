// How this person likes the pages, kept in this browser.
import { useSyncExternalStore } from "react";

export interface Preferences {
  /** `compact` rows are lower; public/theme.js sets it before anything is painted. */
  density: "comfortable" | "compact";
  /** IANA name of a time zone; empty is the browser's own. */
  zone: string;
  /** 12 or 24 hours; `auto` is the browser's own. */
  clock: "auto" | "12" | "24";
}

const KEY = "gatelight.preferences";
const USUAL: Preferences = { density: "comfortable", zone: "", clock: "24" };
const listeners = new Set<() => void>();
let current = read();

function read(): Preferences {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    const found = { ...USUAL, ...(kept as Partial<Preferences>) };
    return isZone(found.zone) ? found : { ...found, zone: "" };
  } catch {
    return USUAL; // Storage is switched off, or holds nothing of ours.
  }
}

export function preferences(): Preferences {
  return current;
}

export function prefer(change: Partial<Preferences>): void {
  current = { ...current, ...change };
  document.documentElement.dataset.density = current.density;
  try {
    localStorage.setItem(KEY, JSON.stringify(current));
  } catch {
    // Storage is switched off: the choice lasts until the page closes.
  }
  for (const listener of listeners) listener();
}

/** Of a list, in pixels; the same as `--row` in tokens.css. */
export const rowHeight = (): number => (current.density === "compact" ? 27 : 34);

/** Called at every change. */
export function onPreferences(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(onPreferences, preferences);
}

export function isZone(zone: string): boolean {
  if (zone === "") return true;
  try {
    new Intl.DateTimeFormat(undefined, { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
