import { CirclePause } from "lucide-react";

/** Over every page while nothing may leave this installation. */
export function PausedBanner({ reason }: { reason: string }) {
  return (
    <p
      role="status"
      className="flex items-start gap-2 bg-warn-soft px-4 py-2.5 text-sm text-warn md:px-8"
    >
      <CirclePause className="mt-0.5 size-4 shrink-0" aria-hidden />
      <span>
        <strong className="font-semibold">Paused.</strong> {reason}
      </span>
    </p>
  );
}
