import type { TxContext } from "@/lib/context";
import { formatMoney } from "@/lib/money";
import { tellCustomer } from "../tell-customer";

/** Queues the one SMS that tells a customer that their money has arrived and what it did. */
export function queueReceiptSms(
  ctx: TxContext,
  payment: { customerId: string; amountCents: number; receipt: string | null; smsKey: string },
  words: string,
): Promise<void> {
  return tellCustomer(ctx, {
    customerId: payment.customerId,
    template: "payment_received",
    values: {
      amount: formatMoney(payment.amountCents),
      receipt: payment.receipt ?? "to follow",
      outcome: words,
    },
    dedupeKey: payment.smsKey,
  });
}
