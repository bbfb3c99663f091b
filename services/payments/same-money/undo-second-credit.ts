import { eq } from "drizzle-orm";
import type { TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import type { Payment } from "../settle/types";
import { postReversal } from "../take-back/post-reversal";

const { paymentReversals, payments } = schema;

/** The credit that was posted without a receipt goes out of the books again: the receipt stands for the money now. */
export async function undoSecondCredit(
  ctx: TxContext,
  { own, standing, reason }: { own: Payment; standing: Payment; reason: string },
): Promise<void> {
  await ctx.tx
    .update(payments)
    .set({
      attemptId: null,
      status: "reversed",
      reversedAt: ctx.now(),
      flags: [...own.flags, `same_as:${standing.id}`],
    })
    .where(eq(payments.id, own.id));
  const { amountCents, customerId } = own;
  const holders = customerId ? [{ customerId, amountCents }] : [];
  const journalId = await postReversal(ctx, own, holders, reason);
  await ctx.tx.insert(paymentReversals).values({
    id: ctx.newId(),
    paymentId: own.id,
    kind: "staff",
    reason,
    journalId,
    staffId: ctx.actor.id,
    createdAt: ctx.now(),
  });
}
