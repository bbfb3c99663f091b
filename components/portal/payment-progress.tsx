"use client";

import {
  CircleAlert,
  CircleCheck,
  Hourglass,
  LoaderCircle,
  type LucideIcon,
  Smartphone,
  Wifi,
} from "lucide-react";
import Link from "next/link";
import { formatMoney } from "@/lib/money";
import { Button } from "../ui/button";
import { Card } from "../ui/card";
import { cn } from "../ui/cn";
import { Timeline } from "../ui/timeline";
import { attemptStages } from "./attempt-stages";
import { type LiveProgress, useAttempt } from "./use-attempt";

const LOOKS: Record<
  LiveProgress["phase"],
  { icon: LucideIcon; box: string; moving?: "spin" | "pulse" }
> = {
  requesting: { icon: LoaderCircle, box: "bg-info-soft text-info", moving: "spin" },
  prompted: { icon: Smartphone, box: "bg-accent-soft text-accent-text", moving: "pulse" },
  check_phone: { icon: Smartphone, box: "bg-warn-soft text-warn" },
  failed: { icon: CircleAlert, box: "bg-bad-soft text-bad" },
  expired: { icon: Hourglass, box: "bg-warn-soft text-warn" },
  restoring: { icon: LoaderCircle, box: "bg-ok-soft text-ok", moving: "spin" },
  waiting_for_router: { icon: Hourglass, box: "bg-warn-soft text-warn" },
  restored: { icon: CircleCheck, box: "bg-ok-soft text-ok" },
  online: { icon: Wifi, box: "bg-ok-soft text-ok" },
  paid: { icon: CircleCheck, box: "bg-ok-soft text-ok" },
  short: { icon: CircleAlert, box: "bg-warn-soft text-warn" },
  reversed: { icon: CircleAlert, box: "bg-bad-soft text-bad" },
};

const MOTION = { spin: "animate-spin", pulse: "animate-pulse" };

/** The page that follows a payment by itself, from the prompt to "You are online". */
export function PaymentProgress({ initial }: { initial: LiveProgress }) {
  const { progress, stale } = useAttempt(initial);
  const { icon: Icon, box, moving } = LOOKS[progress.phase];
  return (
    <div className="mt-4 flex flex-col gap-4">
      <Card className="flex flex-col items-center px-6 py-9 text-center">
        <span className={cn("grid size-16 place-items-center rounded-full", box)}>
          <Icon className={cn("size-8", moving && MOTION[moving])} aria-hidden />
        </span>
        <div role="status" aria-live="polite">
          <h1 className="mt-5 text-2xl font-semibold">{progress.headline}</h1>
          <p className="mt-2 text-md text-pretty text-ink-muted">{progress.words}</p>
        </div>
        <p className="mt-4 text-sm text-ink-muted">
          {formatMoney(progress.amountCents)} · {progress.phone}
        </p>
        <Actions progress={progress} />
      </Card>
      {stale ? (
        <p role="alert" className="text-center text-sm text-warn">
          We cannot be reached just now. The payment goes on without this page.
        </p>
      ) : null}
      <Card className="p-5">
        <Timeline label="How far it has come" stages={attemptStages(progress)} />
      </Card>
    </div>
  );
}

function Actions({ progress }: { progress: LiveProgress }) {
  const { nextAction, settled } = progress;
  if (nextAction === "try_again" || nextAction === "pay_rest") {
    return (
      <Button asChild variant="primary" size="xl" className="mt-6 w-full">
        <Link href="/portal">{nextAction === "try_again" ? "Try again" : "Pay the rest"}</Link>
      </Button>
    );
  }
  return settled ? (
    <Button asChild size="xl" className="mt-6 w-full">
      <Link href="/portal">My connection</Link>
    </Button>
  ) : null;
}
