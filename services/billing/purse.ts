import { insertLater, type TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import type { Wallet } from "@/services/ledger";

/** A locked wallet being spent, and how much of the payment that filled it is not yet allocated. */
export interface Purse extends Wallet {
  payment?: { id: string; leftCents: number };
}

/**
 * Takes money that a journal has moved out of the wallet and writes down which bill got it: the payment's own money
 * first, what stood in the wallet before after that.
 */
export function allocate(
  ctx: TxContext,
  purse: Purse,
  spent: { billId: string; journalId: string; amountCents: number },
): void {
  const { payment } = purse;
  const fromPayment = Math.min(payment?.leftCents ?? 0, spent.amountCents);
  const fromWallet = spent.amountCents - fromPayment;
  purse.balanceCents -= spent.amountCents;
  if (payment) payment.leftCents -= fromPayment;
  const parts = [
    { paymentId: payment?.id ?? null, amountCents: fromPayment },
    { paymentId: null, amountCents: fromWallet },
  ].filter((part) => part.amountCents > 0);
  const { billId, journalId } = spent;
  for (const part of parts)
    insertLater(ctx, schema.allocations, {
      id: ctx.newId(),
      ...part,
      billId,
      journalId,
      createdAt: ctx.now(),
    });
}
