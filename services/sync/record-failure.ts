import { type Context, withTransaction } from "@/lib/context";
import { mergeConditions } from "@/lib/sync";
import { retryAfter } from "./describe-pass";
import { endRound, type PassRecord } from "./end-round";
import { insertRun, type RunMeta } from "./insert-run";
import type { Lease, StateUpdate } from "./lease";
import type { Target } from "./load-target";
import type { SyncOutcome, SyncStateRow } from "./outcome";
import { openUntil, routerFailed } from "./router-health";
import type { SyncError } from "./sync-error";
import { wakeAwaited } from "./wake-elsewhere";

// Blips pass: two quick tries before the breaker opens and the polls take over.
const QUICK_RETRY_MS = [1_000, 3_000, 10_000];

/** Writes that a pass failed, and ends its lease. The user stays owed, so a sweep comes back to it. */
export async function recordFailure(
  ctx: Context,
  lease: Lease,
  target: Target,
  error: SyncError,
  meta: RunMeta,
): Promise<PassRecord> {
  if (!error.router) {
    const retryAt = retryAfter(ctx.now(), lease.state.failureCount);
    const failure = { ...error, reason: "Refused", status: "failed", retryAt } as const;
    const outcome = {
      outcome: "failed",
      code: error.code,
      retryAt: retryAt.toISOString(),
    } as const;
    return writeFailure(ctx, lease, target, failure, meta, outcome);
  }
  return defer(ctx, lease, target, await routerTrouble(ctx, target.routerId, error), meta);
}

/** Counts trouble with a router as a whole, and says when to try again. */
export async function routerTrouble(ctx: Context, routerId: string, error: SyncError) {
  const state = await routerFailed(ctx, routerId, error);
  const quickly = QUICK_RETRY_MS[(state?.consecutiveFailures ?? 1) - 1] ?? 10_000;
  const soon = new Date(ctx.now().getTime() + quickly);
  const retryAt = (state && openUntil(state, ctx.now())) ?? soon;
  return { ...error, reason: "RouterDown", retryAt };
}

/** Puts a user off without, or after, trouble that is not its own: no failure of the user's. */
export function defer(
  ctx: Context,
  lease: Lease,
  target: Target,
  obstacle: { code: string; message: string; reason: string; retryAt: Date },
  meta: RunMeta,
): Promise<PassRecord> {
  const { code, retryAt } = obstacle;
  const outcome = { outcome: "deferred", reason: code, retryAt: retryAt.toISOString() } as const;
  return writeFailure(ctx, lease, target, { ...obstacle, status: "pending" }, meta, outcome);
}

export interface Failure {
  code: string;
  message: string;
  /** For the Synced condition. */
  reason: string;
  status: "failed" | "pending";
  retryAt: Date;
}

function writeFailure(
  ctx: Context,
  lease: Lease,
  target: Target,
  failure: Failure,
  meta: RunMeta,
  outcome: SyncOutcome,
): Promise<PassRecord> {
  const { code, message } = failure;
  const { state } = lease;
  const failed = failure.status === "failed";
  const update = describeFailure(ctx, state, target, failure);
  return withTransaction(ctx, async (tx) => {
    const news = state.lastErrorCode !== code;
    const run = { outcome: failed ? "failed" : "deferred", error: { code, message } } as const;
    if (news) await insertRun(tx, target, meta, run);
    if (news) await wakeAwaited(tx, target, failure);
    // With the router out of reach a newer request could do no better.
    return endRound(tx, lease, update, { handled: false, regardless: !failed }, outcome);
  });
}

/** What the sync_states row becomes. */
export function describeFailure(
  ctx: Context,
  state: SyncStateRow,
  target: Target,
  failure: Failure,
): StateUpdate {
  const { code, message, status, retryAt } = failure;
  return {
    status,
    conditions: conditionsOf(ctx, state, target, failure),
    lastError: message,
    lastErrorCode: code,
    failureCount: status === "failed" ? state.failureCount + 1 : state.failureCount,
    nextAttemptAt: retryAt,
    lastCheckedAt: ctx.now(),
  };
}

function conditionsOf(ctx: Context, state: SyncStateRow, target: Target, failure: Failure) {
  const { reason, message } = failure;
  const observedGeneration = target.generation;
  const synced = { type: "Synced", status: "false", reason, message, observedGeneration } as const;
  const ready = state.conditions.filter((condition) => condition.type === "Ready");
  return mergeConditions(state.conditions, [synced, ...ready], ctx.now().toISOString());
}
