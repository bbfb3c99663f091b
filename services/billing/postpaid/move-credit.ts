import { and, eq, min } from "drizzle-orm";
import { creditEnd, nextBillDay } from "@/lib/billing";
import type { TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { declareDesiredState } from "@/services/desired-state";
import { loadSettings } from "@/services/settings";
import { type BillableUser, isOpen } from "../load-users";
import { type Cause, recordRestoration } from "../record-restoration";
import { billDayOf, closePeriod } from "./close-period";

const { bills, users } = schema;

/**
 * Lets a locked postpaid user's access last as long as their bills allow, and opens it if it was shut: whenever a
 * bill was issued or paid, or the terms of billing changed. A period that the cut had ended is billed first, and a new
 * one begins. Does nothing to others, nor during a pause. Changes `user` to what the row says now.
 */
export async function moveCredit(
  ctx: TxContext,
  user: BillableUser,
  why: { reason: string; cause: Cause; isPurpose: boolean },
): Promise<{ reopened: boolean }> {
  const runs = user.billingMode === "postpaid" && user.status !== "closed" && !user.pausedAt;
  if (!runs) return { reopened: false };
  const now = ctx.now();
  const terms = await loadTerms(ctx);
  const wasOpen = isOpen(user, now);
  let oldestDueAt = await oldestDue(ctx, user.id);
  const endBy = (nextBillAt: Date) => creditEnd({ oldestDueAt, nextBillAt }, terms);
  if (oldestDueAt && endBy(oldestDueAt) <= now) {
    await write(ctx, user, { creditUntil: endBy(oldestDueAt) });
    return { reopened: false };
  }
  if (user.expiredAt && user.nextBillAt) {
    await closePeriod(ctx, user);
    oldestDueAt = await oldestDue(ctx, user.id);
  }
  const period = user.nextBillAt
    ? { nextBillAt: user.nextBillAt, billedUntil: user.billedUntil }
    : beginPeriod(user, now);
  await write(ctx, user, { ...period, creditUntil: endBy(period.nextBillAt), expiredAt: null });
  return wasOpen ? { reopened: false } : reopen(ctx, user, why);
}

/** A period begins now, or where paid time ends. */
function beginPeriod(user: BillableUser, now: Date) {
  const billedUntil = user.paidUntil && user.paidUntil > now ? user.paidUntil : now;
  return { billedUntil, nextBillAt: nextBillDay(billedUntil, billDayOf(user)) };
}

async function loadTerms(ctx: TxContext) {
  const settings = await loadSettings(ctx, "billing");
  return { dueDays: settings.postpaidDueDays, graceDays: settings.postpaidGraceDays };
}

async function oldestDue(ctx: TxContext, userId: string): Promise<Date | null> {
  const [row] = await ctx.tx
    .select({ dueAt: min(bills.dueAt) })
    .from(bills)
    .where(and(eq(bills.userId, userId), eq(bills.kind, "postpaid"), eq(bills.status, "open")));
  return row?.dueAt ?? null;
}

async function write(ctx: TxContext, user: BillableUser, moved: Partial<BillableUser>) {
  await ctx.tx.update(users).set(moved).where(eq(users.id, user.id));
  Object.assign(user, moved);
}

async function reopen(
  ctx: TxContext,
  user: BillableUser,
  why: { reason: string; cause: Cause; isPurpose: boolean },
): Promise<{ reopened: boolean }> {
  if (user.status !== "active") return { reopened: false };
  const { reason, cause, isPurpose } = why;
  const declared = await declareDesiredState(ctx, { userId: user.id, reason, urgent: true });
  if (!declared.changed) return { reopened: false };
  const opened = { userId: user.id, provisional: false, cause, isPurpose, ...declared };
  await recordRestoration(ctx, opened);
  return { reopened: true };
}
