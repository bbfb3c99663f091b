import { ArrowLeft, ChevronRight } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";

export interface Crumb {
  label: string;
  href: string;
}

/** The way up from here. */
export function Breadcrumbs({ crumbs }: { crumbs: Crumb[] }) {
  return (
    <nav aria-label="Breadcrumb" className="mb-1.5">
      <ol className="flex flex-wrap items-center gap-1 text-sm text-ink-muted">
        {crumbs.map((crumb, index) => (
          <li key={crumb.href} className="flex items-center gap-1">
            {index === 0 ? (
              <ArrowLeft className="size-3.5 text-ink-faint" aria-hidden />
            ) : (
              <ChevronRight className="size-3.5 text-ink-faint" aria-hidden />
            )}
            <Link href={crumb.href} className="rounded-sm hover:text-ink">
              {crumb.label}
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  );
}

export interface PageHeaderProps {
  title: ReactNode;
  description?: ReactNode;
  crumbs?: Crumb[];
  /** Badges beside the title. */
  badges?: ReactNode;
  actions?: ReactNode;
}

/** Where am I, and what can I do here. */
export function PageHeader({ title, description, crumbs, badges, actions }: PageHeaderProps) {
  return (
    <header className="mb-6">
      {crumbs ? <Breadcrumbs crumbs={crumbs} /> : null}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
            <h1 className="text-xl font-semibold [overflow-wrap:anywhere]">{title}</h1>
            {badges}
          </div>
          {description ? <p className="mt-1 text-ink-muted">{description}</p> : null}
        </div>
        {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
      </div>
    </header>
  );
}
