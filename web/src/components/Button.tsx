import { LoaderCircle, type LucideIcon } from "lucide-react";
import type { ButtonHTMLAttributes, Ref } from "react";

interface Props extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "type"> {
  icon?: LucideIcon;
  primary?: boolean;
  danger?: boolean;
  small?: boolean;
  /** Something it started is under way: it cannot be pressed again. */
  busy?: boolean;
  /** Sends the form it stands in. */
  submit?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

export function Button(props: Props) {
  const { icon: Icon, primary, danger, small, busy, submit, className, children, ...rest } = props;
  const names = ["button", primary && "primary", danger && "danger", small && "small", className];
  return (
    <button
      {...rest}
      type={submit ? "submit" : "button"}
      className={names.filter(Boolean).join(" ")}
      disabled={rest.disabled || busy}
      aria-busy={busy || undefined}
    >
      {busy ? <LoaderCircle aria-hidden className="turning" /> : Icon && <Icon aria-hidden />}
      {children}
    </button>
  );
}
