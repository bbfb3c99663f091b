import type { TxContext } from "@/lib/context";
import { enqueueEvent } from "@/services/outbox";
import type { Target } from "./load-target";

/** Whoever waited for this router's part of a move goes on at once. */
export async function wakeElsewhere(ctx: TxContext, { userId, intent, elsewhere }: Target) {
  for (const { routerId, presence, settled } of elsewhere)
    if (presence !== intent.presence && !settled)
      await enqueueEvent(ctx, "network/user.sync.requested", { userId, routerId });
}

/** Who begins to wait for the router that they leave has it look at once: it may have waited for this one so long. */
export async function wakeAwaited(ctx: TxContext, target: Target, { reason }: { reason: string }) {
  if (reason === "WaitsForOldRouter") await wakeElsewhere(ctx, target);
}
