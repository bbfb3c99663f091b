import { type Context, withTransaction } from "@/lib/context";
import type { Converged } from "./converge";
import { describePass } from "./describe-pass";
import { endRound, type PassRecord } from "./end-round";
import { insertRun, type RunMeta } from "./insert-run";
import type { Lease } from "./lease";
import type { Target } from "./load-target";
import type { SyncStateRow } from "./outcome";
import { describeFailure, type Failure } from "./record-failure";
import { outcomeOf, runOf } from "./record-pass";

/**
 * The target of a user who waits on the router that they leave until the new one has them: the access that they have
 * by now, or a dead router would keep online who has not paid. Undefined where it is so already, or we never had them.
 */
export function stayingTarget(target: Target, { written }: SyncStateRow): Target | undefined {
  const { intent, router, elsewhere } = target;
  const home = elsewhere.find(({ presence }) => presence === "present");
  if (!home || !written || router.syncPolicy === "observe_only") return undefined;
  const { access, session } = home;
  if (written.access === access) return undefined;
  return { ...target, intent: { ...intent, presence: "present", access, session } };
}

/** Writes what a pass for such a user found, and that they still wait; ends the lease, in one transaction. */
export async function recordStay(
  ctx: Context,
  lease: Lease,
  target: Target,
  pass: Converged,
  { wait, meta }: { wait: Omit<Failure, "status">; meta: RunMeta },
): Promise<PassRecord> {
  const found = describePass(ctx, lease, target, pass);
  // What is wanted here in the end is that they are gone, and that has not been seen.
  const { observedGeneration: _, lastSyncedAt: __, ...seen } = found.update;
  const failed = found.verdict.status === "failed";
  const state = { ...lease.state, conditions: seen.conditions ?? lease.state.conditions };
  const waits = describeFailure(ctx, state, target, { ...wait, status: "pending" });
  const outcome = { outcome: "deferred", reason: wait.code } as const;
  return withTransaction(ctx, async (tx) => {
    if (failed || pass.applied.length > 0)
      await insertRun(tx, target, meta, runOf(found, outcomeOf(target, pass, found)));
    const update = failed ? seen : { ...seen, ...waits };
    const retryAt = update.nextAttemptAt?.toISOString() ?? null;
    return endRound(tx, lease, update, { handled: false }, { ...outcome, retryAt });
  });
}
