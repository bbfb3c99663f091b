import type { Context } from "@/lib/context";
import { type Lease, releaseLease, renewLease, type StateUpdate } from "./lease";
import type { SyncOutcome } from "./outcome";

export interface PassRecord {
  outcome: SyncOutcome;
  /** A newer request came in meanwhile: the caller goes round again under this. */
  again?: Lease;
}

/** Ends the lease, or hands back a fresh one when somebody asked again while this round worked. */
export async function endRound(
  ctx: Context,
  lease: Lease,
  update: StateUpdate,
  options: { handled: boolean; regardless?: boolean },
  outcome: SyncOutcome,
): Promise<PassRecord> {
  if (await releaseLease(ctx, lease, update, options)) return { outcome };
  const again = await renewLease(ctx, lease, update);
  return again ? { outcome, again } : { outcome };
}
