import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { nextPeriod, type Period } from "@/lib/billing";
import { flushWrites, gathered, insertLater, type TxContext } from "@/lib/context";
import { executeRows, rowsOf, schema } from "@/lib/db";
import { conflict } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { declareDesiredState } from "@/services/desired-state";
import { isCapped } from "./is-capped";
import { type BillableUser, coveredUntil, isOpen } from "./load-users";
import { PAUSED, secondsOf } from "./pause/kept-time";
import { type Cause, recordRestoration } from "./record-restoration";

const { renewals, users } = schema;

/** The period that paying now would buy. */
export const periodFor = (
  user: BillableUser,
  periods: number,
  at: { now: Date; paidAt?: Date },
): Period =>
  nextPeriod({
    ...at,
    paidUntil: coveredUntil(user),
    creditUntil: user.creditUntil,
    cut: user.expiredAt !== null,
    unit: user.package.periodUnit,
    count: user.package.periodCount,
    periods,
    anchorDay: user.anchorDay,
  });

export interface Grant {
  user: BillableUser;
  period: Period;
  periods: number;
  billId: string;
  journalId: string | null;
  isPurpose: boolean;
  cause: Cause;
}

/**
 * Gives a locked user the time that was paid for and opens access if it was shut. Changes `user` to what the row
 * says now. Returns whether access was reopened.
 */
export async function grantPeriod(ctx: TxContext, grant: Grant): Promise<{ reopened: boolean }> {
  const { user, period } = grant;
  const wasOpen = isOpen(user, ctx.now());
  const kept = user.pausedAt && (await keepForLater(ctx, user, period));
  const switched = !kept && (await movePaidUntil(ctx, user, period));
  const renewal = {
    id: ctx.newId(),
    userId: user.id,
    packageId: user.package.id,
    billId: grant.billId,
    journalId: grant.journalId,
    periods: grant.periods,
    startsAt: period.startsAt,
    endsAt: period.endsAt,
    ...kept,
    createdAt: ctx.now(),
  };
  insertLater(ctx, renewals, renewal);
  if (user.status !== "active" || (wasOpen && !switched && !isCapped(user)))
    return { reopened: false };
  // What may be used follows from all that was bought, so this period must be written. Whoever shares the transaction
  // writes their own: those who are declared together look together.
  if (user.serviceType === "hotspot") await flushWrites(ctx);
  const declared = await declareDesiredState(ctx, {
    userId: user.id,
    reason: "paid",
    urgent: true,
    locked: true,
  });
  if (wasOpen || !declared.changed) return { reopened: false };
  recordRestoration(ctx, {
    userId: user.id,
    routerId: declared.routerId,
    generation: declared.generation,
    provisional: false,
    isPurpose: grant.isPurpose,
    cause: grant.cause,
  });
  return { reopened: true };
}

/** While the user is paused nothing runs: the time joins what the pause keeps. */
async function keepForLater(ctx: TxContext, user: BillableUser, period: Period) {
  const pausedSecondsLeft =
    (user.pausedSecondsLeft ?? 0) + secondsOf(period.endsAt.getTime() - period.startsAt.getTime());
  await ctx.tx.update(users).set({ pausedSecondsLeft }).where(eq(users.id, user.id));
  Object.assign(user, { pausedSecondsLeft });
  return { endedAt: user.pausedAt, endedReason: PAUSED };
}

/**
 * Conditional: of two that bought from the same old expiry, the second finds no row. A package that was chosen for
 * this period takes over when it begins at once (else a sweep sees to it). Returns whether it did.
 */
async function movePaidUntil(ctx: TxContext, user: BillableUser, period: Period): Promise<boolean> {
  const switched = user.nextPackageId !== null && period.startsAt <= ctx.now();
  const moved = {
    paidUntil: period.endsAt,
    anchorDay: period.anchorDay,
    expiredAt: null,
    provisionalUntil: null,
    creditUntil: null,
    ...(switched && { packageId: user.package.id, nextPackageId: null }),
  };
  const { id, paidUntil: before } = user;
  const after = { packageId: user.packageId, nextPackageId: user.nextPackageId, ...moved };
  if (!(await writeMoved(ctx, { before, after: { id, ...after } })))
    throw conflict("This user was renewed by somebody else just now.");
  Object.assign(user, moved);
  return switched;
}

interface Moved {
  before: Date | null;
  after: Pick<BillableUser, "id" | "paidUntil" | "anchorDay" | "packageId" | "nextPackageId">;
}

const MOVED = ["id", "paidUntil", "anchorDay", "packageId", "nextPackageId"];

const Written = z.object({ id: uuid() });

/** Says whether the row was as it was read. */
const writeMoved = gathered("access", async (ctx, all: Moved[]) => {
  const before = all.map(({ after, before }) => ({ id: after.id, paidUntil: before }));
  const written = await executeRows(
    ctx.tx,
    sql`update users u set paid_until = m.paid_until, anchor_day = m.anchor_day, package_id = m.package_id,
        next_package_id = m.next_package_id, expired_at = null, provisional_until = null, credit_until = null
      from ${rowsOf(
        users,
        MOVED,
        all.map(({ after }) => after),
      )} m
      join ${rowsOf(users, ["id", "paidUntil"], before)} b on b.id = m.id
      where u.id = m.id and u.paid_until is not distinct from b.paid_until
      returning u.id`,
    Written,
  );
  const ids = new Set(written.map(({ id }) => id));
  return all.map(({ after }) => ids.has(after.id));
});
