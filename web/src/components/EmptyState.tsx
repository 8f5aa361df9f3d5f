import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

interface Props {
  icon: LucideIcon;
  /** What is not there, in a few words. */
  title: string;
  /** Why, and what to do; a button or code to copy is welcome. */
  children?: ReactNode;
}

/** Stands where a list would be when it has nothing. */
export function EmptyState({ icon: Icon, title, children }: Props) {
  return (
    <div className="empty">
      <Icon aria-hidden />
      <h2>{title}</h2>
      {children}
    </div>
  );
}
