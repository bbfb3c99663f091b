import type { ComponentProps } from "react";
import { cn } from "./cn";

/** Looks shared by everything one types or picks in. 16 px on phones, where smaller text makes iOS zoom. */
export const controlStyles =
  "w-full rounded-md border border-line-strong bg-surface px-3 text-ink shadow-card transition-colors placeholder:text-ink-faint hover:border-ink-faint focus-visible:border-accent focus-visible:outline-offset-0 disabled:cursor-not-allowed disabled:bg-sunken disabled:text-ink-faint aria-invalid:border-bad max-sm:text-md sm:text-base";

export interface InputProps extends ComponentProps<"input"> {
  /** Fixed text inside the field's right edge: "Mbps", "KES". */
  suffix?: string;
  prefixText?: string;
}

export function Input({ className, suffix, prefixText, ...props }: InputProps) {
  const input = (
    <input
      className={cn(controlStyles, "h-9", suffix && "pr-14", prefixText && "pl-12", className)}
      {...props}
    />
  );
  if (!suffix && !prefixText) return input;
  const affix = "pointer-events-none absolute inset-y-0 flex items-center text-sm text-ink-faint";
  return (
    <span className="relative block">
      {prefixText ? <span className={cn(affix, "left-3")}>{prefixText}</span> : null}
      {input}
      {suffix ? <span className={cn(affix, "right-3")}>{suffix}</span> : null}
    </span>
  );
}

export function Textarea({ className, ...props }: ComponentProps<"textarea">) {
  return <textarea className={cn(controlStyles, "min-h-20 py-2", className)} {...props} />;
}
