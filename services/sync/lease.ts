import { and, eq, gt, isNull, lt, or, type SQL } from "drizzle-orm";
import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import type { AllowanceMark, UsageSeen } from "@/lib/sync";
import { isKnownDead, newLeaseOwner } from "./lease-owner";
import type { SyncKey, SyncOutcome, SyncStateRow } from "./outcome";

/** Work on the router ends this long after the lease was taken… */
export const WORK_MS = 25_000;
/** …and the lease a while later, when nothing that was sent can arrive any more. */
const LEASE_MS = 30_000;
// A holder that died is found by the sweep, a moment after its lease.
const SLACK_MS = 1_000;

export interface Lease extends SyncKey {
  owner: string;
  until: Date;
  /** The request that this round answers; a newer one means another round. */
  seen: number;
  /** The row as it was when the lease was taken. */
  state: SyncStateRow;
  /** The last holder vanished without a word: what it sent may still arrive, so look again later. */
  takeover: boolean;
}

const { syncStates } = schema;
export const isKey = (key: SyncKey): SQL | undefined =>
  and(eq(syncStates.userId, key.userId), eq(syncStates.routerId, key.routerId));
const isOwed = gt(syncStates.requestedSeq, syncStates.handledSeq);

/** Takes the lease of a user who is owed a sync, or says why not. */
export async function takeLease(
  ctx: Context,
  key: SyncKey,
): Promise<{ lease: Lease } | { refused: SyncOutcome }> {
  const free = await claim(ctx, key, isNull(syncStates.leaseOwner));
  if (free) return { lease: { ...free, takeover: false } };
  const [row] = await handle(ctx).select().from(syncStates).where(isKey(key));
  if (!row || row.requestedSeq <= row.handledSeq) return { refused: { outcome: "handled" } };
  const dead = row.leaseOwner !== null && isKnownDead(row.leaseOwner);
  const over = lt(syncStates.leaseUntil, ctx.now());
  const stale =
    row.leaseOwner === null
      ? isNull(syncStates.leaseOwner)
      : eq(syncStates.leaseOwner, row.leaseOwner);
  const taken = await claim(
    ctx,
    key,
    dead ? stale : and(stale, or(over, isNull(syncStates.leaseOwner))),
  );
  if (taken) return { lease: { ...taken, takeover: row.leaseOwner !== null && !dead } };
  const until = row.leaseUntil ?? ctx.now();
  return {
    refused: { outcome: "busy", retryAt: new Date(until.getTime() + SLACK_MS).toISOString() },
  };
}

/** What a row reads while somebody works on it. */
export function leasedBy(ctx: Context, owner: string) {
  const leaseUntil = new Date(ctx.now().getTime() + LEASE_MS);
  return {
    leaseOwner: owner,
    leaseUntil,
    status: "syncing",
    nextAttemptAt: new Date(leaseUntil.getTime() + SLACK_MS),
    updatedAt: ctx.now(),
  } as const satisfies StateUpdate;
}

async function claim(ctx: Context, key: SyncKey, when: SQL | undefined) {
  const leased = leasedBy(ctx, newLeaseOwner());
  const { leaseOwner: owner, leaseUntil: until } = leased;
  const [state] = await handle(ctx)
    .update(syncStates)
    .set(leased)
    .where(and(isKey(key), isOwed, when))
    .returning();
  return state && { ...key, owner, until, seen: state.requestedSeq, state };
}

export type StateUpdate = Partial<typeof syncStates.$inferInsert>;

/**
 * Ends the lease with the round's result. When a newer request came in it does not: false, and the holder goes round,
 * unless `regardless` says that going round now would be in vain.
 */
export async function releaseLease(
  ctx: Context,
  lease: Lease,
  result: StateUpdate,
  options: { handled: boolean; regardless?: boolean },
): Promise<boolean> {
  const same = options.regardless ? undefined : eq(syncStates.requestedSeq, lease.seen);
  const [row] = await handle(ctx)
    .update(syncStates)
    .set({
      ...result,
      leaseOwner: null,
      leaseUntil: null,
      ...(options.handled && { handledSeq: lease.seen, urgent: false }),
      updatedAt: ctx.now(),
    })
    .where(and(isKey(lease), eq(syncStates.leaseOwner, lease.owner), same))
    .returning({ userId: syncStates.userId });
  return row !== undefined;
}

/** Another round under a fresh lease, keeping what the last one found; undefined when the lease was lost. */
export async function renewLease(
  ctx: Context,
  lease: Lease,
  result: StateUpdate,
): Promise<Lease | undefined> {
  const leased = leasedBy(ctx, lease.owner);
  const [state] = await handle(ctx)
    .update(syncStates)
    .set({ ...result, ...leased })
    .where(and(isKey(lease), eq(syncStates.leaseOwner, lease.owner)))
    .returning();
  return state && { ...lease, until: leased.leaseUntil, seen: state.requestedSeq, state };
}

/**
 * Before the first write that running sessions do not follow: any session that began before the write can have taken
 * effect must go. A lease is the latest that can be. Throws when the lease was lost: then nothing may be written.
 */
export const storeSessionNotBefore = (ctx: Context, lease: Lease): Promise<void> =>
  storeBeforeWrite(ctx, lease, { sessionNotBefore: lease.until });

/** Before the first write of limits: where the counters stood. Throws when the lease was lost. */
export const storeAllowanceMark = (
  ctx: Context,
  lease: Lease,
  allowanceMark: AllowanceMark,
): Promise<void> => storeBeforeWrite(ctx, lease, { allowanceMark });

/** Before the row that counts is removed: what it says was used. Throws when the lease was lost. */
export const storeUsageSeen = (ctx: Context, lease: Lease, usageSeen: UsageSeen): Promise<void> =>
  storeBeforeWrite(ctx, lease, { usageSeen });

async function storeBeforeWrite(ctx: Context, lease: Lease, what: StateUpdate): Promise<void> {
  const rows = await ctx.db
    .update(syncStates)
    .set(what)
    .where(and(isKey(lease), eq(syncStates.leaseOwner, lease.owner)))
    .returning({ userId: syncStates.userId });
  if (rows.length === 0) throw new LeaseLost("the lease was lost before the first write");
}

/** Somebody else works on the user now: stop without another word. */
export class LeaseLost extends Error {}
