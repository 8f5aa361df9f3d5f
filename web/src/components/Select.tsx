import * as Radix from "@radix-ui/react-select";
import { Check, ChevronDown } from "lucide-react";
import { NONCE } from "../lib/nonce";
import { Field } from "./Field";

export interface Option<T extends string> {
  value: T;
  label: string;
  /** A few words that tell options apart, shown in the open list. */
  hint?: string;
}

interface Props<T extends string> {
  /** Shown above the select, before it when `beside`, or only spoken when `quiet`. */
  label: string;
  quiet?: boolean;
  beside?: boolean;
  value: T;
  options: readonly Option<T>[];
  onChange: (value: T) => void;
  disabled?: boolean;
  hint?: string;
  small?: boolean;
}

/** Options that are called what they are, or as `label` says. */
export const optionsOf = <T extends string>(values: readonly T[], label: (value: T) => string = String): Option<T>[] =>
  values.map((value) => ({ value, label: label(value) }));

/** A choice that a list need not make: any of `what`, or one of what there is. The one that is
 * chosen is among the options even when the list has it no more. */
export const anyOr = <T extends string>(
  what: string,
  values: readonly T[],
  chosen: T | "" = "",
  label: (value: T) => string = String,
): Option<T | "">[] => [
  { value: "", label: `Any ${what}` },
  ...optionsOf(chosen && !values.includes(chosen) ? [chosen, ...values] : values, label),
];

// Radix takes no empty value; a prefix makes every value one it takes.
const PREFIX = "=";

/** One of a few. */
export function Select<T extends string>(props: Props<T>) {
  const { label, quiet, beside, value, options, onChange, disabled, hint, small } = props;
  const select = (id?: string, describedBy?: string) => (
    <Radix.Root
      value={PREFIX + value}
      onValueChange={(chosen) => onChange(chosen.slice(PREFIX.length) as T)}
      disabled={disabled}
    >
      <Radix.Trigger
        id={id}
        className={small ? "select-button small" : "select-button"}
        aria-label={quiet || beside ? label : undefined}
        aria-describedby={describedBy}
      >
        <Radix.Value />
        <Radix.Icon asChild>
          <ChevronDown aria-hidden />
        </Radix.Icon>
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className="menu select-menu" position="popper" sideOffset={4} collisionPadding={8}>
          <Radix.Viewport nonce={NONCE}>
            {options.map((option) => (
              <Radix.Item key={option.value} value={PREFIX + option.value} className="menu-item">
                <span>
                  <Radix.ItemText>{option.label}</Radix.ItemText>
                  {option.hint && <small>{option.hint}</small>}
                </span>
                <Radix.ItemIndicator className="chosen">
                  <Check aria-hidden />
                </Radix.ItemIndicator>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
  if (quiet) return select();
  if (beside) {
    return (
      <div className="row">
        <span aria-hidden>{label}</span>
        {select()}
      </div>
    );
  }
  return (
    <Field label={label} hint={hint}>
      {({ id, describedBy }) => select(id, describedBy)}
    </Field>
  );
}
