import { CircleAlert, CircleCheck, Info, type LucideIcon, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn";

type CalloutTone = "info" | "ok" | "warn" | "bad";
const LOOKS: Record<CalloutTone, { icon: LucideIcon; box: string }> = {
  info: { icon: Info, box: "bg-info-soft text-info" },
  ok: { icon: CircleCheck, box: "bg-ok-soft text-ok" },
  warn: { icon: TriangleAlert, box: "bg-warn-soft text-warn" },
  bad: { icon: CircleAlert, box: "bg-bad-soft text-bad" },
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
  const { icon: Icon, box } = LOOKS[tone];
  return (
    <div className={cn("flex items-start gap-3 rounded-lg px-4 py-3", box, className)}>
      <Icon className="mt-0.5 size-4 shrink-0" aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="font-medium">{title}</p>
        {children ? <div className="mt-0.5 text-sm text-ink-muted">{children}</div> : null}
      </div>
      {action}
    </div>
  );
}
