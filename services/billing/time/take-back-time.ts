import { and, inArray, isNull, sql } from "drizzle-orm";
import { type TakenBack, takeBack, unusedValue } from "@/lib/billing";
import type { TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import type { Wallet } from "@/services/ledger";
import { loadBillParts, sumOfParts } from "../credit/bill-parts";
import { type CreditNote, giveBack } from "../credit/give-back";
import { loadPaidTime, type PaidTime } from "./paid-time";

export interface TakeBackTime {
  /** Locked. */
  wallet: Wallet;
  userId: string;
  isRevoked: (time: PaidTime) => boolean;
  at: Date;
  kind: "package_change" | "reversal";
  reason: string;
}

export interface TimeTakenBack {
  creditNotes: CreditNote[];
  creditedCents: number;
  paidUntil: Date;
}

const { renewals } = schema;

/**
 * Ends purchases of a locked user from `at` on, gives what they are still worth back to the wallet, and moves up what
 * other money bought behind them. The caller writes paid-until. Undefined when nothing of them is left.
 */
export async function takeBackTime(
  ctx: TxContext,
  input: TakeBackTime,
): Promise<TimeTakenBack | undefined> {
  const times = await loadPaidTime(ctx, input.userId, input.at);
  const byId = new Map(times.map((time) => [time.id, time]));
  const of = (slot: { id: string }) => byId.get(slot.id) as PaidTime;
  const taken = takeBack(times, (slot) => input.isRevoked(of(slot)), input.at);
  if (!taken) return undefined;
  await endEarly(ctx, taken, input);
  await moveUp(ctx, taken, times, input.userId);
  const revoked = taken.ended
    .filter((each) => each.revoked)
    .map(({ slot, unusedMs }) => ({ ...of(slot), unusedMs }));
  const creditNotes = await giveBackUnused(ctx, input, revoked);
  const creditedCents = creditNotes.reduce((sum, note) => sum + note.totalCents, 0);
  return { creditNotes, creditedCents, paidUntil: taken.paidUntil };
}

/** One statement for those that are taken back and those that move. */
async function endEarly(ctx: TxContext, taken: TakenBack, { at, reason }: TakeBackTime) {
  const moved = taken.ended.filter((each) => !each.revoked).map((each) => each.slot.id);
  const why = moved.length
    ? sql`case when ${inArray(renewals.id, moved)} then 'moved up' else ${reason} end`
    : reason;
  await ctx.tx
    .update(renewals)
    .set({
      endedAt: sql`greatest(${renewals.startsAt}, ${at.toISOString()}::timestamptz)`,
      endedReason: why,
    })
    .where(
      and(
        inArray(
          renewals.id,
          taken.ended.map((each) => each.slot.id),
        ),
        isNull(renewals.endedAt),
      ),
    );
}

async function moveUp(ctx: TxContext, taken: TakenBack, times: PaidTime[], userId: string) {
  if (taken.moved.length === 0) return;
  await ctx.tx.insert(renewals).values(
    taken.moved.map(({ purchaseId, startsAt, endsAt }) => ({
      id: ctx.newId(),
      userId,
      packageId: times.find((time) => time.purchaseId === purchaseId)?.packageId ?? "",
      kind: "resume" as const,
      carriesId: purchaseId,
      periods: 0,
      startsAt,
      endsAt,
      createdAt: ctx.now(),
    })),
  );
}

/** What unused time is worth, never more than what its bill still holds: a credit note may have taken some. */
export async function giveBackUnused(
  ctx: TxContext,
  { wallet, kind, reason }: Pick<TakeBackTime, "wallet" | "kind" | "reason">,
  unused: { billId: string | null; unusedMs: number; wholeMs: number }[],
): Promise<CreditNote[]> {
  const byBill = new Map(unused.map((each) => [each.billId, each]));
  const notes: CreditNote[] = [];
  const billIds = [...byBill.keys()].filter((id) => id !== null);
  for (const { bill, periodCents, leftOfPeriod } of await loadBillParts(ctx, billIds)) {
    const { unusedMs = 0, wholeMs = 0 } = byBill.get(bill.id) ?? {};
    const worth = unusedValue(periodCents, unusedMs, wholeMs);
    const amountCents = Math.min(worth, sumOfParts(leftOfPeriod));
    if (amountCents === 0) continue;
    notes.push(
      await giveBack(ctx, { wallet, bill, kind, from: leftOfPeriod, amountCents, reason }),
    );
  }
  return notes;
}
