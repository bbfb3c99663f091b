import { eq } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, type TxContext, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { conflict, notFound } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { recordAudit } from "@/services/audit";
import { insertRequest } from "./requests/insert-request";
import { Reason } from "./schemas";
import type { Channel, Payment } from "./settle/types";
import { takeBackPayment } from "./take-back/take-back-payment";

export const ReversalInput = z.object({
  paymentId: uuid(),
  reason: Reason,
  /** Ask M-Pesa to send the money back, or only write down that it has gone already. */
  how: z.enum(["provider", "books"], "Say where the money is."),
});

export type ReversalOutcome = { outcome: "requested"; requestId: string } | { outcome: "reversed" };

const { paymentChannels, payments } = schema;

/**
 * Staff take a payment back. Through M-Pesa (Paybill only): asked for now, and the books follow when M-Pesa says that
 * it is done. In the books alone: at once, for money that is gone already. Errors: forbidden, not_found, conflict
 * (reversed already, being reversed, cash, a till, no receipt yet), invalid (reason).
 */
export async function reversePayment(
  ctx: Context,
  input: z.input<typeof ReversalInput>,
): Promise<ReversalOutcome> {
  authorise(ctx, { staff: "payments.reverse" });
  const { paymentId, reason, how } = ReversalInput.parse(input);
  return withTransaction(ctx, async (tx) => {
    const { payment, channel } = await load(tx, paymentId, how);
    if (payment.status === "reversed") throw conflict("This payment is reversed already.");
    if (payment.provider !== "mpesa") throw conflict("Cash is voided at its till, not reversed.");
    if (how === "provider") return askProvider(tx, payment, channel, reason);
    const staffId = tx.actor.id;
    const { reversed } = await takeBackPayment(tx, { paymentId, kind: "staff", reason, staffId });
    if (!reversed) throw conflict("This payment is reversed already.");
    return { outcome: "reversed" };
  });
}

/** Whoever asks M-Pesa holds the payment still: the books could take it back between the look and the request. */
async function load(ctx: TxContext, paymentId: string, how: "provider" | "books") {
  const query = ctx.tx
    .select({ payment: payments, channel: paymentChannels })
    .from(payments)
    .innerJoin(paymentChannels, eq(paymentChannels.id, payments.channelId))
    .where(eq(payments.id, paymentId));
  const [row] = await (how === "provider" ? query.for("share", { of: payments }) : query);
  if (!row) throw notFound("payment");
  return row;
}

async function askProvider(
  ctx: TxContext,
  payment: Payment,
  channel: Channel,
  reason: string,
): Promise<ReversalOutcome> {
  if (!payment.receipt)
    throw conflict("This payment has no receipt yet: M-Pesa cannot be told which one to reverse.");
  if (channel.kind !== "paybill")
    throw conflict("Payments to a till are reversed by Safaricom: call them, then write it down.");
  const request = await insertRequest(ctx, {
    channelId: channel.id,
    kind: "reversal",
    customerId: payment.customerId,
    paymentId: payment.id,
    receipt: payment.receipt,
    amountCents: payment.amountCents,
    reason,
  });
  if (!request) throw conflict("M-Pesa has been asked to reverse this payment already.");
  await recordAudit(ctx, {
    action: "payments.request-reversal",
    entity: { kind: "payment", id: payment.id },
    data: { reason, requestId: request.id, amountCents: payment.amountCents },
  });
  return { outcome: "requested", requestId: request.id };
}
