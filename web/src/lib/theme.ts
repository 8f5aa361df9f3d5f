import { useSyncExternalStore } from "react";

export type Theme = "light" | "dark";
/** `system` follows the operating system. */
export type ThemeChoice = Theme | "system";

const KEY = "gatelight.theme"; // read by public/theme.js too, before anything is painted
const DARK = "(prefers-color-scheme: dark)";
const listeners = new Set<() => void>();

export function themeChoice(): ThemeChoice {
  const chosen = document.documentElement.dataset.theme;
  return chosen === "light" || chosen === "dark" ? chosen : "system";
}

export function currentTheme(): Theme {
  const chosen = themeChoice();
  if (chosen !== "system") return chosen;
  return matchMedia(DARK).matches ? "dark" : "light";
}

export function chooseTheme(choice: ThemeChoice): void {
  if (choice === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = choice;
  try {
    if (choice === "system") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, choice);
  } catch {
    // Storage is switched off: the choice lasts until the page closes.
  }
  for (const listener of listeners) listener();
}

export function switchTheme(): void {
  chooseTheme(currentTheme() === "dark" ? "light" : "dark");
}

function subscribe(changed: () => void): () => void {
  const system = matchMedia(DARK);
  listeners.add(changed);
  system.addEventListener("change", changed);
  return () => {
    listeners.delete(changed);
    system.removeEventListener("change", changed);
  };
}

/** The colours in use; charts and editors redraw when they change. */
export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, currentTheme);
}

export function useThemeChoice(): ThemeChoice {
  return useSyncExternalStore(subscribe, themeChoice);
}
