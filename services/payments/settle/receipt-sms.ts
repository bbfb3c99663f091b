import { and, eq, isNull, sql } from "drizzle-orm";
import type { TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { formatMoney } from "@/lib/money";
import { queueMessage } from "@/services/messages";

const { customerPhones, installation } = schema;

/** Queues the one SMS that tells a customer that their money has arrived and what it did. */
export async function queueReceiptSms(
  ctx: TxContext,
  payment: { customerId: string; amountCents: number; receipt: string | null; smsKey: string },
  words: string,
): Promise<void> {
  const [to] = await ctx.tx
    .select({ phone: customerPhones.phone, operator: installation.operatorName })
    .from(customerPhones)
    .innerJoin(installation, sql`true`)
    .where(
      and(
        eq(customerPhones.customerId, payment.customerId),
        eq(customerPhones.primary, true),
        isNull(customerPhones.removedAt),
      ),
    );
  if (!to) return;
  await queueMessage(ctx, {
    customerId: payment.customerId,
    phone: to.phone,
    template: "payment_received",
    values: {
      operator: to.operator,
      amount: formatMoney(payment.amountCents),
      receipt: payment.receipt ?? "to follow",
      outcome: words,
    },
    dedupeKey: payment.smsKey,
  });
}
