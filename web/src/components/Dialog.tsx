import * as Modal from "@radix-ui/react-dialog";
import { X } from "lucide-react";
import type { ReactNode } from "react";

interface Props {
  title: string;
  onClose: () => void;
  children: ReactNode;
  /** For forms with several columns. */
  wide?: boolean;
}

/** A modal dialog; it is open while it is rendered. Escape and a click beside it close it. */
export function Dialog({ title, onClose, children, wide }: Props) {
  return (
    <Modal.Root open onOpenChange={(open) => !open && onClose()}>
      <Modal.Portal>
        <Modal.Overlay className="dialog-ground" />
        <Modal.Content
          className={wide ? "dialog wide" : "dialog"}
          aria-describedby={undefined}
          onOpenAutoFocus={focusWanted}
        >
          <header>
            <Modal.Title>{title}</Modal.Title>
            <Modal.Close className="icon-button" aria-label="Close">
              <X aria-hidden />
            </Modal.Close>
          </header>
          {children}
        </Modal.Content>
      </Modal.Portal>
    </Modal.Root>
  );
}

/** The field that asked for it, else the dialog's first field, else Radix's choice. */
function focusWanted(event: Event): void {
  const dialog = event.currentTarget as HTMLElement;
  const wanted =
    dialog.querySelector<HTMLElement>("[autofocus], [data-autofocus]") ??
    dialog.querySelector<HTMLElement>("input:not([type=hidden]), textarea");
  if (!wanted) return;
  event.preventDefault();
  wanted.focus();
}
