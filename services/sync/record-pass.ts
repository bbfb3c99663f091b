import { type Context, type TxContext, withTransaction } from "@/lib/context";
import { enqueueEvent } from "@/services/outbox";
import type { Converged } from "./converge";
import { describePass, type PassDescription } from "./describe-pass";
import { endRound, type PassRecord } from "./end-round";
import { insertRun, type RunMeta } from "./insert-run";
import type { Lease } from "./lease";
import type { Target } from "./load-target";
import { mustSettle, tellHome } from "./settle-move";
import { stampOnline, stampVerified } from "./stamp-restorations";
import { wakeElsewhere } from "./wake-elsewhere";

/** Writes what a finished pass found and ends the lease, in one transaction. */
export async function recordPass(
  ctx: Context,
  lease: Lease,
  target: Target,
  pass: Converged,
  meta: RunMeta,
): Promise<PassRecord> {
  const found = describePass(ctx, lease, target, pass);
  const outcome = outcomeOf(target, pass, found);
  return withTransaction(ctx, async (tx) => {
    if (found.news) await insertRun(tx, target, meta, runOf(found, outcome));
    if (found.verdict.status === "in_sync") {
      await verified(tx, target, pass, found);
      if (mustSettle(target, lease.state)) await tellHome(tx, target);
    }
    return endRound(tx, lease, found.update, { handled: found.handled }, outcome);
  });
}

/** What the pass came to, for the job server and the history. */
export function outcomeOf(target: Target, pass: Converged, found: PassDescription) {
  const observedOnly = target.router.syncPolicy === "observe_only";
  const unchanged = observedOnly ? ("observed_only" as const) : ("unchanged" as const);
  return {
    outcome: pass.applied.length > 0 ? ("changed" as const) : unchanged,
    status: found.verdict.status,
    generation: target.generation,
    expectSession: found.expectSession,
  };
}

/** The pass as a line of the user's history. */
export function runOf(
  { verdict, plan }: PassDescription,
  { outcome }: ReturnType<typeof outcomeOf>,
) {
  if (verdict.status !== "failed") return { outcome, plan };
  const error = { code: verdict.reason, message: verdict.message };
  return { outcome: "failed" as const, plan, error };
}

/** The router was read back and agrees: stages of restorations, the watch for the session, rows left elsewhere. */
async function verified(ctx: TxContext, target: Target, pass: Converged, found: PassDescription) {
  const { userId, routerId, generation, intent } = target;
  const { appliedAt, verifiedAt } = pass;
  if (intent.access === "on") {
    const restored = await stampVerified(ctx, target, { generation, appliedAt, verifiedAt });
    if (found.session) await stampOnline(ctx, target, verifiedAt);
    else if (found.news || restored > 0)
      await enqueueEvent(ctx, "network/session.expected", { userId, routerId });
  }
  await wakeElsewhere(ctx, target);
}
