import { type ReactNode, useState } from "react";
import { Button } from "./Button";
import { Dialog } from "./Dialog";
import { TextField } from "./Field";
import { ErrorLine } from "./Problem";

interface Props {
  title: string;
  /** What the button says: the deed itself, not "OK". */
  action: string;
  onConfirm: () => void;
  onClose: () => void;
  busy?: boolean;
  error?: unknown;
  /** For what cannot be undone and is large: the text that must be typed first. */
  typed?: string;
  children?: ReactNode;
}

/** Asks before something is taken away. */
export function ConfirmDialog(props: Props) {
  const { title, action, onConfirm, onClose, busy, error, typed, children } = props;
  const [text, setText] = useState("");
  const ready = !typed || text.trim() === typed;
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (ready && !busy) onConfirm();
        }}
      >
        {children}
        {typed && (
          <TextField
            label={`Type “${typed}” to go on`}
            value={text}
            onChange={setText}
            autoComplete="off"
          />
        )}
        <ErrorLine error={error} />
        <p className="row end">
          <Button onClick={onClose}>Cancel</Button>
          <Button submit danger busy={busy} disabled={!ready} data-autofocus={typed ? undefined : ""}>
            {action}
          </Button>
        </p>
      </form>
    </Dialog>
  );
}
