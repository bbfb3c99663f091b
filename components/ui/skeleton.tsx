import { cn } from "./cn";

/** A grey shape in place of what is coming. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cn("animate-sheen rounded-md bg-hover", className)} />;
}

const rows = (count: number) => Array.from({ length: count }, (_, index) => `row-${index}`);

/** A page that is a list, while it loads. */
export function ListSkeleton({ rowCount = 8 }: { rowCount?: number }) {
  return (
    <div role="status" aria-label="Loading">
      <Skeleton className="mb-2 h-7 w-44" />
      <Skeleton className="mb-6 h-4 w-72" />
      <div className="rounded-lg border border-line bg-surface">
        <div className="border-line border-b p-3">
          <Skeleton className="h-8 w-64" />
        </div>
        {rows(rowCount).map((key) => (
          <div key={key} className="flex items-center gap-6 border-line border-b px-4 py-3.5">
            <Skeleton className="h-4 w-40" />
            <Skeleton className="h-4 w-28 max-sm:hidden" />
            <Skeleton className="ml-auto h-4 w-20" />
          </div>
        ))}
      </div>
    </div>
  );
}

/** A page about one thing, while it loads. */
export function DetailSkeleton() {
  return (
    <div role="status" aria-label="Loading">
      <Skeleton className="mb-3 h-4 w-32" />
      <Skeleton className="mb-6 h-7 w-60" />
      <div className="grid gap-4 lg:grid-cols-3">
        <Skeleton className="h-72 lg:col-span-2" />
        <Skeleton className="h-72" />
        <Skeleton className="h-56 lg:col-span-3" />
      </div>
    </div>
  );
}
