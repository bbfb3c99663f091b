import { flushWrites, type TxContext } from "@/lib/context";
import { formatMoney } from "@/lib/money";
import { walletBalance } from "@/services/ledger";
import type { Payment } from "../settle/types";
import { tellCustomer } from "../tell-customer";
import type { Holder } from "./holders";

/** The one SMS that tells a customer that a payment of theirs no longer counts, and what that leaves. */
export async function tellOfReversal(
  ctx: TxContext,
  payment: Payment,
  { customerId, amountCents }: Holder,
): Promise<void> {
  // What the wallet did meanwhile may still be on its way.
  await flushWrites(ctx);
  const { balanceCents } = await walletBalance(ctx, { customerId });
  const outcome =
    balanceCents < 0
      ? `You owe ${formatMoney(-balanceCents)}.`
      : `Your wallet has ${formatMoney(balanceCents)}.`;
  await tellCustomer(ctx, {
    customerId,
    template: "payment_reversed",
    values: {
      amount: formatMoney(amountCents),
      receipt: payment.receipt ?? "without a number",
      outcome,
    },
    dedupeKey: `reversal:${payment.id}:${customerId}`,
  });
}
