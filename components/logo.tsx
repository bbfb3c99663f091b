import { cn } from "./ui/cn";

/** Our mark: a link that is up, seen from above. */
export function LogoMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" className={cn("size-6", className)} fill="none">
      <rect width="24" height="24" rx="6" className="fill-accent" />
      <path
        d="M5.5 14.5a6.5 6.5 0 0 1 13 0"
        className="stroke-accent-ink"
        strokeWidth="2"
        strokeLinecap="round"
      />
      <path
        d="M9 14.5a3 3 0 0 1 6 0"
        className="stroke-accent-ink"
        strokeWidth="2"
        strokeLinecap="round"
      />
      <circle cx="12" cy="16.5" r="1.6" className="fill-accent-ink" />
    </svg>
  );
}

export function Logo({ name }: { name: string }) {
  return (
    <span className="flex min-w-0 items-center gap-2.5">
      <LogoMark className="shrink-0" />
      <span className="truncate font-semibold">{name}</span>
    </span>
  );
}
