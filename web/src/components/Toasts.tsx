import { IconButton } from "./IconButton";
import { CircleAlert, CircleCheck, X } from "lucide-react";
import { useSyncExternalStore } from "react";

interface Toast {
  id: number;
  text: string;
  bad: boolean;
}

const SHOWN_MS = 5_000;
const MOST = 3;

let toasts: readonly Toast[] = [];
let next = 1;
const listeners = new Set<() => void>();

function change(to: readonly Toast[]): void {
  toasts = to;
  for (const listener of listeners) listener();
}

/** Say in a corner, and to screen readers, that something is done. */
export function toast(text: string): void {
  add(text, false);
}

/** The same for something that went wrong and has no place of its own on the page. */
export function toastError(error: unknown): void {
  add(error instanceof Error ? error.message : String(error), true);
}

function add(text: string, bad: boolean): void {
  const id = next++;
  change([...toasts.slice(1 - MOST), { id, text, bad }]);
  setTimeout(() => close(id), bad ? 2 * SHOWN_MS : SHOWN_MS);
}

function close(id: number): void {
  change(toasts.filter((each) => each.id !== id));
}

/** Once in the page: where they are shown. */
export function Toasts() {
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown.map(({ id, text, bad }) => (
        <p key={id} className={bad ? "toast bad" : "toast"}>
          {bad ? <CircleAlert aria-hidden /> : <CircleCheck aria-hidden />}
          <span>{text}</span>
          <IconButton
            icon={X}
            aria-label="Dismiss"
            onClick={() => close(id)}
          />
        </p>
      ))}
    </div>
  );
}
