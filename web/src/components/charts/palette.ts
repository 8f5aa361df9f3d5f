// Colours of charts, read from the tokens: a canvas cannot use CSS variables itself.
import { useSyncExternalStore } from "react";
import { currentTheme, type Theme } from "../../lib/theme";

const COUNT = 10;
/** Names whose colour means something. */
const MEANINGS: Record<string, string> = {
  ERROR: "--error",
  WARNING: "--lamp",
  DEFAULT: "--chart-1",
  DEBUG: "--span",
};

export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** A CSS colour for each key: its own, the same on every page and day; of two keys of a chart that
 * have the same, the later in the alphabet takes the next, while there are colours left. */
export function colours(keys: string[]): string[] {
  if (keys.length === 1 && !(keys[0]! in MEANINGS)) return ["var(--chart-1)"];
  const taken = new Set<number>();
  const found = new Map<string, number>();
  for (const key of [...keys].sort()) {
    if (key in MEANINGS || found.has(key)) continue;
    let wanted = hashed(key) % COUNT;
    for (let tries = 0; taken.has(wanted) && tries < COUNT; tries += 1) wanted = (wanted + 1) % COUNT;
    taken.add(wanted);
    found.set(key, wanted);
  }
  return keys.map((key) => `var(${MEANINGS[key] ?? `--chart-${(found.get(key) ?? 0) + 1}`})`);
}

/** FNV-1a. */
function hashed(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return hash;
}

/** The colour itself, for a canvas. */
export function resolved(colour: string): string {
  const name = /^var\((.+)\)$/.exec(colour)?.[1];
  return name ? token(name) : colour;
}

const system = matchMedia("(prefers-color-scheme: dark)");

function listen(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  system.addEventListener("change", changed);
  return () => {
    observer.disconnect();
    system.removeEventListener("change", changed);
  };
}

/** The theme in force; a component that uses it draws again when it changes. */
export function useThemeName(): Theme {
  return useSyncExternalStore(listen, currentTheme);
}
