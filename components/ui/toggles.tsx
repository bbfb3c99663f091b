"use client";

import { Check } from "lucide-react";
import { Checkbox as RadixCheckbox, Switch as RadixSwitch } from "radix-ui";
import { type ReactNode, useId } from "react";
import { cn } from "./cn";

interface ToggleProps {
  name?: string;
  label: ReactNode;
  hint?: ReactNode;
  defaultChecked?: boolean;
  checked?: boolean;
  onCheckedChange?: (checked: boolean) => void;
  className?: string;
}

/** Yes or no, sent with a form ("on" when ticked). */
export function Checkbox({ label, hint, className, onCheckedChange, ...props }: ToggleProps) {
  const id = useId();
  return (
    <div className={cn("flex items-start gap-2.5", className)}>
      <RadixCheckbox.Root
        id={id}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onCheckedChange={(state) => onCheckedChange?.(state === true)}
        className="mt-0.5 grid size-4 shrink-0 place-items-center rounded-sm border border-line-strong bg-surface shadow-card data-[state=checked]:border-accent data-[state=checked]:bg-accent"
        {...props}
      >
        <RadixCheckbox.Indicator>
          <Check className="size-3 text-accent-ink" strokeWidth={3} aria-hidden />
        </RadixCheckbox.Indicator>
      </RadixCheckbox.Root>
      <ToggleText id={id} label={label} hint={hint} />
    </div>
  );
}

/** On or off, taking effect where it stands. */
export function Switch({ label, hint, className, ...props }: ToggleProps) {
  const id = useId();
  return (
    <div className={cn("flex items-start justify-between gap-4", className)}>
      <ToggleText id={id} label={label} hint={hint} />
      <RadixSwitch.Root
        id={id}
        aria-describedby={hint ? `${id}-hint` : undefined}
        className="relative h-5 w-9 shrink-0 rounded-full bg-line-strong transition-colors data-[state=checked]:bg-accent"
        {...props}
      >
        <RadixSwitch.Thumb className="block size-4 translate-x-0.5 rounded-full bg-surface shadow-card transition-transform data-[state=checked]:translate-x-4.5" />
      </RadixSwitch.Root>
    </div>
  );
}

function ToggleText({ id, label, hint }: { id: string; label: ReactNode; hint?: ReactNode }) {
  return (
    <div>
      <label htmlFor={id} className="text-base">
        {label}
      </label>
      {hint ? (
        <p id={`${id}-hint`} className="text-xs text-ink-faint">
          {hint}
        </p>
      ) : null}
    </div>
  );
}
