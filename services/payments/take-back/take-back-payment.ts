import { and, eq } from "drizzle-orm";
import type { TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { conflict, notFound } from "@/lib/errors";
import { recordAudit } from "@/services/audit";
import type { Payment } from "../settle/types";
import { holdersOf } from "./holders";
import { partsGone } from "./parts-gone";
import { postReversal } from "./post-reversal";
import { takeBackPurchases } from "./take-back-purchases";
import { tellOfReversal } from "./tell-of-reversal";

const { paymentReversals, payments, stkAttempts } = schema;

export interface TakeBack {
  paymentId: string;
  /** Who decided: M-Pesa, staff, or staff about cash that never was. */
  kind: (typeof paymentReversals.$inferSelect)["kind"];
  reason: string;
  /** The provider's own receipt of the reversal. */
  receipt?: string;
  staffId?: string;
}

/**
 * Takes a payment out of the books, once: a journal against its credit, what it had bought taken back, its attempt
 * reversed, customers told. Says whether this call did it. The caller has authorised. Throws `not_found`,
 * `conflict` (a part has gone back).
 */
export async function takeBackPayment(
  ctx: TxContext,
  input: TakeBack,
): Promise<{ reversed: boolean }> {
  const payment = await lockPayment(ctx, input.paymentId);
  if (payment.status === "reversed") return { reversed: false };
  if ((await partsGone(ctx, payment.id)) > 0)
    throw conflict(
      "A part of this payment has gone back already. The rest cannot be reversed whole.",
    );
  const holders = await holdersOf(ctx, payment);
  await markReversed(ctx, payment);
  const journalId = await postReversal(ctx, payment, holders, input.reason);
  for (const holder of holders) {
    await takeBackPurchases(ctx, payment.id, holder.customerId, input.reason);
    await tellOfReversal(ctx, payment, holder);
  }
  await record(ctx, payment, input, journalId);
  return { reversed: true };
}

/** Attempt before payment before wallet: the order in which `settle` locks them. */
async function lockPayment(ctx: TxContext, paymentId: string): Promise<Payment> {
  const [attempt] = await ctx.tx
    .select({ id: stkAttempts.id })
    .from(stkAttempts)
    .innerJoin(payments, eq(payments.attemptId, stkAttempts.id))
    .where(eq(payments.id, paymentId))
    .for("no key update", { of: stkAttempts });
  const [payment] = await ctx.tx
    .select()
    .from(payments)
    .where(eq(payments.id, paymentId))
    .for("no key update");
  if (!payment) throw notFound("payment");
  // Attached while we waited: its attempt is not locked yet. Its writer has committed, so nobody holds it for long.
  if (payment.attemptId && payment.attemptId !== attempt?.id)
    await ctx.tx
      .select({ id: stkAttempts.id })
      .from(stkAttempts)
      .where(eq(stkAttempts.id, payment.attemptId))
      .for("no key update");
  return payment;
}

async function markReversed(ctx: TxContext, payment: Payment) {
  await ctx.tx
    .update(payments)
    .set({ status: "reversed", reversedAt: ctx.now() })
    .where(eq(payments.id, payment.id));
  if (payment.attemptId)
    await ctx.tx
      .update(stkAttempts)
      .set({ state: "reversed", nextQueryAt: null })
      .where(and(eq(stkAttempts.id, payment.attemptId), eq(stkAttempts.state, "paid")));
}

async function record(ctx: TxContext, payment: Payment, input: TakeBack, journalId: string) {
  const { kind, reason, receipt, staffId } = input;
  await ctx.tx.insert(paymentReversals).values({
    id: ctx.newId(),
    paymentId: payment.id,
    kind,
    reason,
    receipt,
    journalId,
    staffId,
    createdAt: ctx.now(),
  });
  await recordAudit(ctx, {
    action: "payments.reverse",
    entity: { kind: "payment", id: payment.id },
    data: { kind, reason, receipt, amountCents: payment.amountCents },
  });
}
