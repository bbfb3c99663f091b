import type { LucideIcon } from "lucide-react";
import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn";

export interface EmptyStateProps {
  icon?: LucideIcon;
  title: string;
  description?: ReactNode;
  action?: ReactNode;
  className?: string;
}

/** Nothing here yet: says why, and what to do next. */
export function EmptyState({ icon: Icon, title, description, action, className }: EmptyStateProps) {
  return (
    <div className={cn("flex flex-col items-center px-6 py-14 text-center", className)}>
      {Icon ? (
        <span className="mb-4 grid size-11 place-items-center rounded-xl border border-line bg-sunken">
          <Icon className="size-5 text-ink-muted" aria-hidden />
        </span>
      ) : null}
      <h2 className="text-md font-semibold">{title}</h2>
      {description ? <p className="mt-1 max-w-md text-ink-muted">{description}</p> : null}
      {action ? <div className="mt-5 flex gap-2">{action}</div> : null}
    </div>
  );
}

/** Something failed: what, and a way out. */
export function ErrorState(props: Omit<EmptyStateProps, "icon">) {
  return (
    <div role="alert">
      <EmptyState icon={CircleAlert} {...props} />
    </div>
  );
}
