import { Command } from "cmdk";
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

interface Props {
  icon: LucideIcon;
  children: ReactNode;
  onSelect: () => void;
  /** What is searched, when it is more than the words shown. */
  value?: string;
  note?: string;
  keys?: string;
}

export function Item({ icon: Icon, children, onSelect, value, note, keys }: Props) {
  return (
    <Command.Item value={value} onSelect={onSelect}>
      <Icon aria-hidden />
      <span>{children}</span>
      {note && <small>{note}</small>}
      {keys && <kbd>{keys}</kbd>}
    </Command.Item>
  );
}
