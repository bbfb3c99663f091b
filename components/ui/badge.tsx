import { cva } from "class-variance-authority";
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn";

export type Tone = "neutral" | "ok" | "warn" | "bad" | "info" | "accent";

const styles = cva(
  "inline-flex items-center gap-1 whitespace-nowrap rounded-full px-2 py-0.5 text-xs font-medium [&_svg]:size-3.5 [&_svg]:shrink-0",
  {
    variants: {
      tone: {
        neutral: "bg-sunken text-ink-muted ring-1 ring-line ring-inset",
        ok: "bg-ok-soft text-ok",
        warn: "bg-warn-soft text-warn",
        bad: "bg-bad-soft text-bad",
        info: "bg-info-soft text-info",
        accent: "bg-accent-soft text-accent-text",
      } satisfies Record<Tone, string>,
    },
  },
);

export interface BadgeProps {
  tone?: Tone;
  icon?: LucideIcon;
  /** The icon turns: something is happening right now. */
  spinning?: boolean;
  className?: string;
  children: ReactNode;
}

/** A word about a state, with an icon where the state matters: never colour alone. */
export function Badge({ tone = "neutral", icon: Icon, spinning, className, children }: BadgeProps) {
  return (
    <span className={cn(styles({ tone }), className)}>
      {Icon ? <Icon aria-hidden className={spinning ? "animate-spin" : undefined} /> : null}
      {children}
    </span>
  );
}
