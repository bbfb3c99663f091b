import { flushWrites, type TxContext } from "@/lib/context";
import { formatMoney } from "@/lib/money";
import { walletBalance } from "@/services/ledger";
import { tellCustomer } from "../tell-customer";
import type { Holder } from "./holders";

/** What no longer counts: a payment, or the part of it that a line of the statement (its `id`) gave back. */
interface TakenBack {
  id: string;
  receipt: string | null;
}

/** The one SMS that tells a customer that money of theirs no longer counts, and what that leaves. */
export async function tellOfReversal(
  ctx: TxContext,
  taken: TakenBack,
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
      receipt: taken.receipt ?? "without a number",
      outcome,
    },
    dedupeKey: `reversal:${taken.id}:${customerId}`,
  });
}
