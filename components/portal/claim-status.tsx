import { CircleAlert, CircleCheck, Hourglass, LoaderCircle, type LucideIcon } from "lucide-react";
import Link from "next/link";
import type { ClaimProgress } from "@/services/payments";
import { Button } from "../ui/button";
import { Card } from "../ui/card";
import { cn } from "../ui/cn";

const LOOKS: Record<ClaimProgress["phase"], { icon: LucideIcon; box: string; spin?: boolean }> = {
  checking: { icon: LoaderCircle, box: "bg-info-soft text-info", spin: true },
  credited: { icon: CircleCheck, box: "bg-ok-soft text-ok" },
  queued: { icon: Hourglass, box: "bg-warn-soft text-warn" },
  not_found: { icon: CircleAlert, box: "bg-bad-soft text-bad" },
  failed: { icon: CircleAlert, box: "bg-warn-soft text-warn" },
};

/** What M-Pesa says of a typed code. */
export function ClaimStatus({ progress }: { progress: ClaimProgress }) {
  const { icon: Icon, box, spin } = LOOKS[progress.phase];
  return (
    <Card className="mt-4 flex flex-col items-center px-6 py-9 text-center">
      <span className={cn("grid size-16 place-items-center rounded-full", box)}>
        <Icon className={cn("size-8", spin && "animate-spin")} aria-hidden />
      </span>
      <div role="status" aria-live="polite">
        <h1 className="mt-5 text-2xl font-semibold">{progress.headline}</h1>
        <p className="mt-2 text-md text-pretty text-ink-muted">{progress.words}</p>
      </div>
      <p className="mt-4 font-mono text-sm text-ink-muted">{progress.code}</p>
      {progress.phase === "not_found" ? (
        <Button asChild variant="primary" size="xl" className="mt-6 w-full">
          <Link href="/portal/code">Try another code</Link>
        </Button>
      ) : (
        <Button asChild size="xl" className="mt-6 w-full">
          <Link href="/portal">My connection</Link>
        </Button>
      )}
    </Card>
  );
}
