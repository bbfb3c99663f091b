"use client";

import { Command } from "cmdk";
import { Check, ChevronsUpDown } from "lucide-react";
import { Popover } from "radix-ui";
import { useState } from "react";
import { cn } from "./cn";
import { useFormState } from "./field-context";
import { controlStyles } from "./input";
import type { Option, SelectProps } from "./select";

export interface ComboboxProps extends SelectProps {
  searchPlaceholder?: string;
  emptyText?: string;
}

/** One of many, found by typing. */
export function Combobox(props: ComboboxProps) {
  const { options, placeholder = "Choose…", name, id, className } = props;
  const [open, setOpen] = useState(false);
  const [own, setOwn] = useState(props.defaultValue ?? "");
  const { touch } = useFormState();
  const value = props.value ?? own;
  const selected = options.find((option) => option.value === value);
  const pick = (next: string) => {
    setOwn(next);
    if (name) touch(name);
    props.onValueChange?.(next);
    setOpen(false);
  };
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      {name ? <input type="hidden" name={name} value={value} /> : null}
      <Popover.Trigger asChild>
        <button
          type="button"
          id={id}
          role="combobox"
          aria-expanded={open}
          aria-controls={id ? `${id}-list` : undefined}
          aria-describedby={props["aria-describedby"]}
          aria-invalid={props["aria-invalid"]}
          aria-label={props["aria-label"]}
          className={cn(
            controlStyles,
            "flex h-9 items-center justify-between gap-2 text-left",
            !selected && "text-ink-faint",
            className,
          )}
        >
          <span className="truncate">{selected?.label ?? placeholder}</span>
          <ChevronsUpDown className="size-4 shrink-0 text-ink-faint" aria-hidden />
        </button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={4}
          id={id ? `${id}-list` : undefined}
          className="z-50 w-(--radix-popover-trigger-width) min-w-60 animate-rise overflow-hidden rounded-lg bg-raised shadow-pop"
        >
          <OptionList {...props} options={options} value={value} onPick={pick} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

interface OptionListProps extends ComboboxProps {
  onPick: (value: string) => void;
}

function OptionList({ options, value, onPick, searchPlaceholder, emptyText }: OptionListProps) {
  const keywords = (option: Option) => [option.label, option.detail ?? ""];
  return (
    <Command>
      <Command.Input
        placeholder={searchPlaceholder ?? "Search…"}
        className="h-10 w-full border-line border-b bg-transparent px-3 outline-none placeholder:text-ink-faint max-sm:text-md"
      />
      <Command.List className="max-h-72 overflow-y-auto p-1">
        <Command.Empty className="px-3 py-6 text-center text-sm text-ink-faint">
          {emptyText ?? "Nothing found."}
        </Command.Empty>
        {options.map((option) => (
          <Command.Item
            key={option.value}
            value={option.value}
            keywords={keywords(option)}
            onSelect={() => onPick(option.value)}
            className="flex items-center gap-2 rounded-md px-2.5 py-1.5 text-base data-[selected=true]:bg-hover"
          >
            <span className="min-w-0 flex-1">
              <span className="block truncate">{option.label}</span>
              {option.detail ? (
                <span className="block truncate text-xs text-ink-faint">{option.detail}</span>
              ) : null}
            </span>
            {option.value === value ? (
              <Check className="size-4 text-accent-text" aria-hidden />
            ) : null}
          </Command.Item>
        ))}
      </Command.List>
    </Command>
  );
}
