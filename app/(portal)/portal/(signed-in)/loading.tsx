import { Skeleton } from "@/components/ui/skeleton";

/** The shape of a connection's card, while it comes over a slow network. */
export default function Loading() {
  return (
    <div role="status" aria-label="Loading">
      <Skeleton className="mt-2 h-6 w-32" />
      <div className="mt-3 rounded-lg border border-line bg-surface">
        <div className="flex gap-4 p-5">
          <Skeleton className="size-11 shrink-0 rounded-xl" />
          <div className="flex-1 space-y-2">
            <Skeleton className="h-6 w-4/5" />
            <Skeleton className="h-5 w-3/5" />
          </div>
        </div>
        <div className="grid grid-cols-2 gap-4 border-line border-t px-5 py-4">
          <Skeleton className="h-10" />
          <Skeleton className="h-10" />
        </div>
        <div className="border-line border-t p-5">
          <Skeleton className="h-12" />
        </div>
      </div>
    </div>
  );
}
