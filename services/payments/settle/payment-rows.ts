import { and, eq, isNotNull, isNull, notExists, sql } from "drizzle-orm";
import type { TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { DATE_DOUBTFUL } from "./paid-when";
import type { Channel, Money, Payment } from "./types";

const { paymentEvidence, payments } = schema;

/** The new payment, or undefined when its receipt or attempt has one: then whoever wrote it has committed. */
export async function insertPayment(
  ctx: TxContext,
  money: Money,
  owner: { attemptId?: string; customerId?: string },
): Promise<Payment | undefined> {
  const { channel, evidence } = money;
  const [row] = await ctx.tx
    .insert(payments)
    .values({
      id: evidence.paymentId ?? ctx.newId(),
      channelId: channel.id,
      provider: channel.provider,
      environment: channel.environment,
      receipt: money.receipt,
      ...owner,
      status: owner.customerId ? "credited" : "suspense",
      source: evidence.kind,
      amountCents: money.amountCents,
      payerNumber: evidence.payer?.number,
      payerName: evidence.payer?.name,
      accountReference: evidence.accountReference,
      tillSessionId: evidence.tillSessionId,
      paidAt: evidence.paidAt ?? evidence.receivedAt,
      flags: money.flags,
      createdAt: ctx.now(),
    })
    .onConflictDoNothing()
    .returning();
  return row;
}

export async function findByAttempt(
  ctx: TxContext,
  attemptId: string,
): Promise<Payment | undefined> {
  const [row] = await ctx.tx
    .select()
    .from(payments)
    .where(eq(payments.attemptId, attemptId))
    .for("no key update");
  return row;
}

export async function findByReceipt(
  ctx: TxContext,
  channel: Channel,
  receipt: string,
): Promise<Payment | undefined> {
  const [row] = await ctx.tx
    .select()
    .from(payments)
    .where(
      and(
        eq(payments.provider, channel.provider),
        eq(payments.environment, channel.environment),
        eq(payments.receipt, receipt),
      ),
    )
    .for("no key update");
  return row;
}

/** Makes it a direct payment, unless the attempt's own callback has vouched for it. Says whether it did. */
export async function detachPayment(ctx: TxContext, payment: Payment): Promise<boolean> {
  const byCallback = ctx.tx
    .select({ one: sql`1` })
    .from(paymentEvidence)
    .where(
      and(eq(paymentEvidence.paymentId, payment.id), eq(paymentEvidence.kind, "stk_callback")),
    );
  const detached = await ctx.tx
    .update(payments)
    .set({ attemptId: null, flags: sql`array_append(${payments.flags}, 'direct')` })
    .where(and(eq(payments.id, payment.id), isNotNull(payments.receipt), notExists(byCallback)))
    .returning({ id: payments.id });
  return detached.length > 0;
}

/** When it was paid, if only a later report says so in a way that can be believed. */
export async function correctDate(
  ctx: TxContext,
  { evidence, flags }: Money,
  payment: Payment,
): Promise<void> {
  if (!payment.flags.includes(DATE_DOUBTFUL) || flags.includes(DATE_DOUBTFUL)) return;
  await ctx.tx
    .update(payments)
    .set({
      paidAt: evidence.paidAt,
      flags: sql`array_remove(${payments.flags}, ${DATE_DOUBTFUL})`,
    })
    .where(eq(payments.id, payment.id));
}

/** What was typed as account, when the first report did not say. */
export async function writeReference(
  ctx: TxContext,
  payment: Payment,
  accountReference: string,
): Promise<void> {
  await ctx.tx
    .update(payments)
    .set({ accountReference })
    .where(and(eq(payments.id, payment.id), isNull(payments.accountReference)));
}
