import type { Context } from "@/lib/context";
import {
  findSighting,
  isUndecided,
  isUsedUp,
  isWatched,
  type Judgement,
  judgeHeld,
  judgePlan,
  judgeReady,
  mergeConditions,
  type ObservedRow,
  type Plan,
  usageSeen,
} from "@/lib/sync";
import { writtenBy } from "./compile-target";
import type { Converged } from "./converge";
import type { Lease, StateUpdate } from "./lease";
import type { Target } from "./load-target";

// After a takeover, what the vanished holder had sent may still arrive: look once more.
const RECHECK_MS = 30_000;
const FIRST_RETRY_MS = 30_000;
const LONGEST_RETRY_MS = 3_600_000;

/** Later each time, for trouble that a person must solve. */
export const retryAfter = (now: Date, failures: number): Date =>
  new Date(
    now.getTime() + Math.min(FIRST_RETRY_MS * 2 ** Math.min(failures, 10), LONGEST_RETRY_MS),
  );

export interface PassDescription {
  verdict: Judgement;
  plan: Plan;
  /** What the sync_states row becomes. */
  update: StateUpdate;
  /** Nothing is owed any more. */
  handled: boolean;
  /** The verdict is another one than before, or something was done. */
  news: boolean;
  session: ObservedRow | undefined;
  /** Access is on and verified, and the device has yet to dial in. */
  expectSession: boolean;
}

/** Puts what a pass found into the words of the database. */
export function describePass(
  ctx: Context,
  lease: Lease,
  target: Target,
  pass: Converged,
): PassDescription {
  const agrees = judgePlan(pass.left);
  const verdict = judgeHeld(agrees, pass.desired, target.routerState.guardFindings);
  const session = legitimateSession(pass);
  const { notes } = target;
  const plan: Plan = { changes: pass.applied, skipped: pass.left.skipped, ...(notes && { notes }) };
  const use = usageSeen(pass.allowanceMark, pass.desired, pass.observed, pass.verifiedAt);
  const inSync = agrees.status === "in_sync";
  const failures = verdict.status === "failed" ? lease.state.failureCount + 1 : 0;
  const before = lease.state.conditions.find((c) => c.type === "Synced");
  const news = before?.reason !== verdict.reason || pass.applied.length > 0;
  const handled = verdict.status !== "failed" && !lease.takeover;
  const now = ctx.now();
  const update: StateUpdate = {
    status: verdict.status,
    conditions: conditionsOf(lease, target, pass, verdict, session),
    ...((plan.changes.length > 0 || plan.skipped.length > 0) && { lastPlan: plan }),
    lastError: verdict.status === "failed" ? verdict.message : null,
    lastErrorCode: verdict.status === "failed" ? verdict.reason : null,
    failureCount: failures,
    nextAttemptAt: nextAttempt(now, verdict, failures, lease.takeover),
    lastCheckedAt: pass.verifiedAt,
    usedUp: isUsedUp(pass.desired, pass.observed),
    ...(inSync && {
      observedGeneration: target.generation,
      lastSyncedAt: pass.verifiedAt,
      sessionNotBefore: null,
      written: writtenBy(target, pass.desired),
      allowanceMark: pass.allowanceMark,
    }),
    ...(inSync && use && { usageSeen: use }),
    ...sessionUpdate(lease, pass, session),
  };
  const expectSession =
    inSync && target.intent.access === "on" && session === undefined && isWatched(pass.desired);
  return { verdict, plan, update, handled, news, session, expectSession };
}

function nextAttempt(now: Date, verdict: Judgement, failures: number, takeover: boolean) {
  if (verdict.status === "failed") return retryAfter(now, failures - 1);
  return takeover ? new Date(now.getTime() + RECHECK_MS) : null;
}

/** A session of the user that no rule forbids. */
function legitimateSession({ observed, left, desired }: Converged) {
  if (!desired.session.allowed) return undefined;
  const kicks = left.changes.filter((change) => change.verb === "kick");
  const doomed = new Set(kicks.map(({ kind, rowId }) => `${kind} ${rowId}`));
  return findSighting(
    desired,
    observed.filter((row) => !doomed.has(`${row.kind} ${row.rowId}`)),
  );
}

function conditionsOf(
  lease: Lease,
  target: Target,
  pass: Converged,
  verdict: Judgement,
  session: ObservedRow | undefined,
) {
  const observedGeneration = target.generation;
  const status = verdict.status === "in_sync" ? ("true" as const) : ("false" as const);
  const { reason, message } = verdict;
  const ready = judgeReady(
    pass.desired,
    session,
    target.intent.access,
    isUsedUp(pass.desired, pass.observed),
  );
  return mergeConditions(
    lease.state.conditions,
    [
      { type: "Synced", status, reason, message, observedGeneration },
      { ...ready, observedGeneration },
    ],
    pass.verifiedAt.toISOString(),
  );
}

function sessionUpdate({ state }: Lease, pass: Converged, session: ObservedRow | undefined) {
  const seenAt = pass.verifiedAt;
  // What nobody watches is not known to be offline.
  if (!isWatched(pass.desired) || (!session && pass.observed.some(isUndecided)))
    return { online: null, onlineSince: null, sessionAddress: null, sessionSeenAt: null };
  if (!session)
    return { online: false, onlineSince: null, sessionAddress: null, sessionSeenAt: seenAt };
  return {
    online: true,
    onlineSince:
      state.online && state.onlineSince ? state.onlineSince : (session.startedAt ?? seenAt),
    sessionAddress: session.fields.address ?? session.name,
    sessionSeenAt: seenAt,
  };
}
