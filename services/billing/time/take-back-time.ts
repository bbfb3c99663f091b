import { and, inArray, isNull, sql } from "drizzle-orm";
import { type Carried, takeBack } from "@/lib/billing";
import type { TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import type { Wallet } from "@/services/ledger";
import type { CreditNote } from "../credit/give-back";
import { giveBackUnused } from "../credit/value-unused";
import { foldOf, loadPaidTime, type PaidTime } from "./paid-time";

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
  /** Time was moved up: later months are counted from another day. */
  moved: boolean;
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
  const { wallet, kind, reason, at } = input;
  const taken = takeBack(await loadPaidTime(ctx, input.userId, at), input.isRevoked, at);
  if (!taken) return undefined;
  await endEarly(ctx, taken.revoked, at, reason);
  if (taken.moved.length > 0) {
    await endEarly(ctx, taken.displaced, at, "moved up");
    await carryOnWith(ctx, input.userId, taken.moved);
  }
  const creditNotes = await giveBackUnused(ctx, { wallet, kind, reason }, taken.revoked);
  const creditedCents = creditNotes.reduce((sum, note) => sum + note.totalCents, 0);
  const moved = taken.moved.length > 0;
  // What was to begin at this very instant never ran: then the time before it, a gap away, is the last.
  const paidUntil = (await foldOf(ctx, input.userId)) ?? taken.paidUntil;
  return { creditNotes, creditedCents, paidUntil, moved };
}

async function endEarly(ctx: TxContext, times: { id: string }[], at: Date, endedReason: string) {
  const ids = times.map((time) => time.id);
  const endedAt = sql`greatest(${renewals.startsAt}, ${at.toISOString()}::timestamptz)`;
  await ctx.tx
    .update(renewals)
    .set({ endedAt, endedReason })
    .where(and(inArray(renewals.id, ids), isNull(renewals.endedAt)));
}

/** Time that was bought before runs at other times: no money moves. */
export async function carryOnWith(
  ctx: TxContext,
  userId: string,
  times: (Carried & { packageId: string })[],
): Promise<void> {
  await ctx.tx.insert(renewals).values(
    times.map(({ purchaseId, packageId, startsAt, endsAt }) => ({
      id: ctx.newId(),
      userId,
      packageId,
      kind: "resume" as const,
      carriesId: purchaseId || null,
      periods: 0,
      startsAt,
      endsAt,
      createdAt: ctx.now(),
    })),
  );
}
