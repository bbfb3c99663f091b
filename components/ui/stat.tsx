import type { LucideIcon } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { cn } from "./cn";

export interface StatProps {
  label: string;
  value: ReactNode;
  detail?: ReactNode;
  icon?: LucideIcon;
  /** Makes the whole tile a link to the list behind the number. */
  href?: string;
  className?: string;
}

/** One number that matters, with what it means. */
export function Stat({ label, value, detail, icon: Icon, href, className }: StatProps) {
  const body = (
    <>
      <dt className="flex items-center gap-1.5 text-sm text-ink-muted">
        {Icon ? <Icon className="size-4 text-ink-faint" aria-hidden /> : null}
        {label}
      </dt>
      <dd className="mt-1 whitespace-nowrap text-2xl font-semibold tracking-tight tabular max-sm:text-xl">
        {value}
      </dd>
      {detail ? <dd className="mt-0.5 text-sm text-ink-faint">{detail}</dd> : null}
    </>
  );
  const box = cn("rounded-lg border border-line bg-surface px-4 py-3.5 shadow-card", className);
  if (!href) return <dl className={box}>{body}</dl>;
  return (
    <Link href={href} className={cn(box, "block transition-colors hover:border-line-strong")}>
      <dl>{body}</dl>
    </Link>
  );
}
