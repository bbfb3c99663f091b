"use client";

import { Check, ChevronDown } from "lucide-react";
import { Select as Radix } from "radix-ui";
import { useState } from "react";
import { cn } from "./cn";
import type { ControlProps } from "./field";
import { useFormState } from "./field-context";
import { controlStyles } from "./input";

export interface Option {
  value: string;
  label: string;
  /** A second, quieter line. */
  detail?: string;
}

export interface SelectProps extends Partial<ControlProps> {
  options: Option[];
  defaultValue?: string;
  value?: string;
  onValueChange?: (value: string) => void;
  placeholder?: string;
  disabled?: boolean;
  className?: string;
  "aria-label"?: string;
}

/** One of a few. The value travels in a hidden input, so it works in plain forms. */
export function Select(props: SelectProps) {
  const { options, placeholder = "Choose…", className, name, id, defaultValue, ...aria } = props;
  const [own, setOwn] = useState(defaultValue ?? "");
  const { touch } = useFormState();
  const value = props.value ?? own;
  const change = (next: string) => {
    setOwn(next);
    if (name) touch(name);
    props.onValueChange?.(next);
  };
  return (
    <Radix.Root value={value} onValueChange={change} disabled={props.disabled}>
      {name ? <input type="hidden" name={name} value={value} /> : null}
      <Radix.Trigger
        id={id}
        aria-describedby={aria["aria-describedby"]}
        aria-invalid={aria["aria-invalid"]}
        aria-label={aria["aria-label"]}
        aria-required={aria.required}
        className={cn(
          controlStyles,
          "flex h-9 items-center justify-between gap-2 text-left data-placeholder:text-ink-faint",
          className,
        )}
      >
        <span className="truncate">
          <Radix.Value placeholder={placeholder} />
        </span>
        <ChevronDown className="size-4 shrink-0 text-ink-faint" aria-hidden />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={4}
          className="z-50 max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) animate-rise overflow-hidden rounded-lg bg-raised p-1 shadow-pop"
        >
          <Radix.Viewport>
            {options.map((option) => (
              <SelectItem key={option.value} option={option} />
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function SelectItem({ option }: { option: Option }) {
  return (
    <Radix.Item
      value={option.value}
      className="relative flex select-none flex-col rounded-md py-1.5 pr-8 pl-2.5 text-base outline-none data-highlighted:bg-hover"
    >
      <Radix.ItemText>{option.label}</Radix.ItemText>
      {option.detail ? <span className="text-xs text-ink-faint">{option.detail}</span> : null}
      <Radix.ItemIndicator className="absolute inset-y-0 right-2 flex items-center">
        <Check className="size-4 text-accent-text" aria-hidden />
      </Radix.ItemIndicator>
    </Radix.Item>
  );
}
