import type { LucideIcon } from "lucide-react";
import type { ComponentProps } from "react";

interface Props extends Omit<ComponentProps<"button">, "type" | "className" | "children"> {
  icon: LucideIcon;
  /** What it does, for those who do not see the icon. */
  "aria-label": string;
}

/** A button that is an icon alone. */
export function IconButton({ icon: Icon, ...rest }: Props) {
  return (
    <button {...rest} type="button" className="icon-button">
      <Icon aria-hidden />
    </button>
  );
}
