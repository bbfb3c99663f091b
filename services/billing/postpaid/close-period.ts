import { and, eq, sql } from "drizzle-orm";
import { chargeFor, inDays, nextBillDay, splitTax } from "@/lib/billing";
import type { TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { conflict } from "@/lib/errors";
import { formatInstant } from "@/lib/time";
import { declareDesiredState } from "@/services/desired-state";
import { loadSettings } from "@/services/settings";
import { isCapped } from "../is-capped";
import { loadTaxRates } from "../load-tax-rates";
import { type BillableUser, priceFor } from "../load-users";
import { scheduleNumbering } from "../number-bills";

const { billLines, bills, packages, users } = schema;

export interface ClosedPeriod {
  billId: string;
  totalCents: number;
  dueAt: Date;
}

/**
 * Ends a locked user's running postpaid period and bills what was used of it: at the bill day, and then the next one
 * begins; or where access was cut, the user closed, or at `until`, and then none does until access is back. Changes
 * `user` to what the row says now. Returns nothing when nothing was used. The caller holds the wallet's lock.
 */
export async function closePeriod(
  ctx: TxContext,
  user: BillableUser,
  until?: Date,
): Promise<ClosedPeriod | undefined> {
  const { billedUntil, nextBillAt } = user;
  if (!billedUntil || !nextBillAt) return undefined;
  const stops = [user.expiredAt, user.closedAt, until].filter((at) => at instanceof Date);
  const stop = stops.filter((at) => at < nextBillAt).sort((a, b) => a.getTime() - b.getTime())[0];
  const to = stop ?? nextBillAt;
  const used = { from: billedUntil, to, billedAt: nextBillAt };
  const wasUsed = to > billedUntil;
  const totalCents = wasUsed ? chargeOf(user, used) : 0;
  const bill = totalCents > 0 ? await insertBill(ctx, user, { ...used, totalCents }) : undefined;
  const goesOn = stops.every((at) => at > nextBillAt);
  await move(ctx, user, {
    billedUntil: wasUsed ? to : billedUntil,
    nextBillAt: goesOn ? nextBillDay(nextBillAt, billDayOf(user)) : null,
  });
  if (goesOn && !(await takeNextPackage(ctx, user)) && isCapped(user))
    await declareDesiredState(ctx, { userId: user.id, reason: "a period begins", urgent: false });
  return bill;
}

/** The day of the month on which the user is billed. */
export const billDayOf = (user: BillableUser): number => user.anchorDay ?? 1;

interface Used {
  from: Date;
  to: Date;
  billedAt: Date;
}

/** What some of the running period costs at the package's price, discounts taken off. */
export const chargeOf = (user: BillableUser, used: Used): number =>
  chargeFor({ ...used, priceCents: priceFor(user, 1).totalCents, billDay: billDayOf(user) });

const fullChargeOf = (user: BillableUser, used: Used): number =>
  chargeFor({ ...used, priceCents: user.package.priceCents, billDay: billDayOf(user) });

async function insertBill(
  ctx: TxContext,
  user: BillableUser,
  used: Used & { totalCents: number },
): Promise<ClosedPeriod> {
  const { postpaidDueDays } = await loadSettings(ctx, "billing");
  const split = splitTax(used.totalCents, await loadTaxRates(ctx));
  const unitCents = fullChargeOf(user, used);
  const billId = ctx.newId();
  const now = ctx.now();
  const dueAt = inDays(now, postpaidDueDays);
  await ctx.tx.insert(bills).values({
    id: billId,
    customerId: user.customerId,
    userId: user.id,
    packageId: user.packageId,
    kind: "postpaid",
    currency: user.package.currency,
    totalCents: used.totalCents,
    vatCents: split.vatCents,
    exciseCents: split.exciseCents,
    periodStart: used.from,
    periodEnd: used.to,
    dueAt,
    issuedAt: now,
    createdAt: now,
  });
  await ctx.tx.insert(billLines).values({
    id: ctx.newId(),
    billId,
    position: 1,
    description: `${user.package.name} (${user.username}), ${formatInstant(used.from)} to ${formatInstant(used.to)}`,
    revenue: "internet",
    unitCents,
    discountCents: unitCents - used.totalCents,
    totalCents: used.totalCents,
    ...split,
  });
  scheduleNumbering(ctx);
  return { billId, totalCents: used.totalCents, dueAt };
}

/** Conditional: of two that close the same period, the second finds no row. */
async function move(
  ctx: TxContext,
  user: BillableUser,
  moved: { billedUntil: Date; nextBillAt: Date | null },
): Promise<void> {
  const written = await ctx.tx
    .update(users)
    .set(moved)
    .where(
      and(
        eq(users.id, user.id),
        sql`${users.nextBillAt} is not distinct from ${user.nextBillAt?.toISOString() ?? null}`,
      ),
    )
    .returning({ id: users.id });
  if (written.length === 0) throw conflict("This period was billed by somebody else just now.");
  Object.assign(user, moved);
}

/** A package chosen for "from the next bill on"; true when there was one. */
async function takeNextPackage(ctx: TxContext, user: BillableUser): Promise<boolean> {
  if (!user.nextPackageId) return false;
  const [pack] = await ctx.tx.select().from(packages).where(eq(packages.id, user.nextPackageId));
  if (!pack) return false;
  const moved = { packageId: pack.id, nextPackageId: null };
  await ctx.tx.update(users).set(moved).where(eq(users.id, user.id));
  Object.assign(user, moved, { package: pack });
  await declareDesiredState(ctx, {
    userId: user.id,
    reason: "the chosen package begins",
    urgent: false,
  });
  return true;
}
