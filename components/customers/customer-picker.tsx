"use client";

import { Command } from "cmdk";
import { ChevronsUpDown } from "lucide-react";
import { Popover } from "radix-ui";
import { useState } from "react";
import { useFound } from "../shell/use-found";
import { cn } from "../ui/cn";
import type { ControlProps } from "../ui/field";
import { useFormState } from "../ui/field-context";
import { controlStyles } from "../ui/input";

export interface PickedCustomer {
  id: string;
  label: string;
}

export interface CustomerPickerProps extends Partial<ControlProps> {
  defaultValue?: PickedCustomer;
  onPick?: (customer: PickedCustomer) => void;
}

/** One customer of many, found by name, phone or account number as one types. Its id travels in a hidden input. */
export function CustomerPicker({ name, id, defaultValue, onPick, ...aria }: CustomerPickerProps) {
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const [picked, setPicked] = useState(defaultValue);
  const { touch } = useFormState();
  const found = useFound(text, open).filter((each) => each.kind === "customer");
  const pick = (customer: PickedCustomer) => {
    setPicked(customer);
    if (name) touch(name);
    onPick?.(customer);
    setOpen(false);
  };
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      {name ? <input type="hidden" name={name} value={picked?.id ?? ""} /> : null}
      <Popover.Trigger asChild>
        <button
          type="button"
          id={id}
          role="combobox"
          aria-expanded={open}
          aria-controls={`${id}-list`}
          aria-describedby={aria["aria-describedby"]}
          aria-invalid={aria["aria-invalid"]}
          className={cn(
            controlStyles,
            "flex h-9 items-center justify-between gap-2 text-left",
            !picked && "text-ink-faint",
          )}
        >
          <span className="truncate">{picked?.label ?? "Choose a customer…"}</span>
          <ChevronsUpDown className="size-4 shrink-0 text-ink-faint" aria-hidden />
        </button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={4}
          id={`${id}-list`}
          className="z-50 w-(--radix-popover-trigger-width) min-w-60 animate-rise overflow-hidden rounded-lg bg-raised shadow-pop"
        >
          <Command shouldFilter={false}>
            <Command.Input
              value={text}
              onValueChange={setText}
              placeholder="Name, phone or account number"
              className="h-10 w-full border-line border-b bg-transparent px-3 outline-none placeholder:text-ink-faint max-sm:text-md"
            />
            <Command.List className="max-h-72 overflow-y-auto p-1">
              <Command.Empty className="px-3 py-6 text-center text-sm text-ink-faint">
                {text.trim().length < 2 ? "Type two letters or more." : "Nobody found."}
              </Command.Empty>
              {found.map((customer) => (
                <Command.Item
                  key={customer.id}
                  value={customer.id}
                  onSelect={() => pick(customer)}
                  className="flex flex-col rounded-md px-2.5 py-1.5 text-base data-[selected=true]:bg-hover"
                >
                  {customer.label}
                  <span className="text-xs text-ink-faint">{customer.detail}</span>
                </Command.Item>
              ))}
            </Command.List>
          </Command>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
