import { eq, inArray } from "drizzle-orm";
import type { TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import type { Wallet } from "@/services/ledger";
import type { CreditNote } from "../credit/give-back";
import { giveBackUnused } from "../credit/value-unused";
import { loadKeptTime, secondsOf } from "./kept-time";

export interface TakeBackKept {
  /** Locked, and so is the user. */
  wallet: Wallet;
  user: { id: string; pausedSecondsLeft: number | null };
  pausedAt: Date;
  purchaseId: string;
  reason: string;
}

/** Takes a purchase out of what a pause keeps; its value goes back to the wallet. */
export async function takeBackKept(ctx: TxContext, input: TakeBackKept): Promise<CreditNote[]> {
  const { user, wallet, reason } = input;
  const kept = (await loadKeptTime(ctx, user.id, input.pausedAt)).filter(
    (each) => each.purchaseId === input.purchaseId,
  );
  if (kept.length === 0) return [];
  const ids = kept.map((each) => each.id);
  await ctx.tx
    .update(schema.renewals)
    .set({ endedReason: reason })
    .where(inArray(schema.renewals.id, ids));
  const seconds = secondsOf(kept.reduce((sum, each) => sum + each.leftMs, 0));
  await ctx.tx
    .update(schema.users)
    .set({ pausedSecondsLeft: Math.max(0, (user.pausedSecondsLeft ?? 0) - seconds) })
    .where(eq(schema.users.id, user.id));
  return giveBackUnused(ctx, { wallet, kind: "reversal", reason }, kept);
}
