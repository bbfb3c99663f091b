import type { ReactNode } from "react";
import { cn } from "./cn";
import { TONE_ICONS } from "./tone-icons";

type CalloutTone = "info" | "ok" | "warn" | "bad";
const BOXES: Record<CalloutTone, string> = {
  info: "bg-info-soft text-info",
  ok: "bg-ok-soft text-ok",
  warn: "bg-warn-soft text-warn",
  bad: "bg-bad-soft text-bad",
};

export interface CalloutProps {
  tone?: CalloutTone;
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
  className?: string;
}

/** A remark that must not be missed, in the flow of the page. */
export function Callout({ tone = "info", title, children, action, className }: CalloutProps) {
  const Icon = TONE_ICONS[tone];
  return (
    <div className={cn("flex items-start gap-3 rounded-lg px-4 py-3", BOXES[tone], className)}>
      <Icon className="mt-0.5 size-4 shrink-0" aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="font-medium">{title}</p>
        {children ? <div className="mt-0.5 text-sm text-ink-muted">{children}</div> : null}
      </div>
      {action}
    </div>
  );
}
