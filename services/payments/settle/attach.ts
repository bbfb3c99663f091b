import { and, eq, isNull, sql } from "drizzle-orm";
import { movePostings, paymentPostings, reversePostings } from "@/lib/billing";
import type { TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { openWallet, postJournal } from "@/services/ledger";
import type { SettleOutcome } from "../evidence";
import { assignedAway } from "./assigned-away";
import { spend } from "./credit";
import { findByReceipt } from "./payment-rows";
import { quarantine, recordEvidence } from "./record-evidence";
import type { Attempt, Money, Payment } from "./types";

const { allocations, journals, payments } = schema;

/**
 * The receipt of this attempt stands already, in suspense or as a direct payment (a Till's echo names no account and
 * may come first): that money moves to the attempt's customer; nothing is posted again.
 */
export async function attachAttempt(
  ctx: TxContext,
  money: Pick<Money, "amountCents" | "evidence">,
  standing: Payment,
  attempt: Attempt,
): Promise<SettleOutcome> {
  const { evidence } = money;
  const links = { paymentId: standing.id, attemptId: attempt.id };
  const refusal = await whyNot(ctx, money, standing, attempt);
  if (refusal) return quarantine(ctx, evidence, refusal, links);
  recordEvidence(ctx, evidence, links);
  const payment = await giveTo(ctx, standing, attempt);
  const before = await allocatedBefore(ctx, payment.id, attempt.customerId);
  await spend(ctx, { payment, attempt, ...before, receivedAt: evidence.receivedAt });
  return { outcome: "already_known", paymentId: payment.id };
}

async function whyNot(
  ctx: TxContext,
  { amountCents }: Pick<Money, "amountCents">,
  standing: Payment,
  attempt: Attempt,
) {
  if (standing.amountCents !== amountCents) return "known receipt with another amount";
  if (standing.attemptId !== null || standing.status === "reversed")
    return "the receipt belongs to another payment";
  if (await assignedAway(ctx, standing, attempt.customerId))
    return "staff have given this receipt's money to another customer";
  return undefined;
}

/** The payment and its money are the attempt's now. */
async function giveTo(ctx: TxContext, standing: Payment, attempt: Attempt): Promise<Payment> {
  const [payment] = await ctx.tx
    .update(payments)
    .set({ attemptId: attempt.id, customerId: attempt.customerId, status: "credited" })
    .where(and(eq(payments.id, standing.id), isNull(payments.attemptId)))
    .returning();
  if (!payment) throw new Error("the payment was attached by somebody else while it was locked");
  await moveMoney(ctx, standing, attempt);
  return payment;
}

async function moveMoney(ctx: TxContext, standing: Payment, attempt: Attempt) {
  if (standing.customerId === attempt.customerId) return;
  const to = { walletId: await openWallet(ctx, attempt.customerId) };
  const from = standing.customerId
    ? { walletId: await openWallet(ctx, standing.customerId) }
    : "suspense";
  await postJournal(ctx, {
    key: `attach:${standing.id}:${attempt.id}`,
    kind: standing.customerId ? "reassignment" : "suspense_assignment",
    description: `M-Pesa ${standing.receipt} belongs to a push`,
    paymentId: standing.id,
    postings: movePostings(from, to, standing.amountCents),
  });
}

/** What bills have had of the payment. Another customer's keep theirs: it was that wallet that went down. */
export async function allocatedBefore(ctx: TxContext, paymentId: string, customerId: string) {
  const { bills } = schema;
  const [row] = await ctx.tx
    .select({
      cents: sql`coalesce(sum(${allocations.amountCents}), 0)`.mapWith(Number),
      purposeDone: sql<boolean>`coalesce(bool_or(${bills.customerId} = ${customerId}), false)`,
    })
    .from(allocations)
    .innerJoin(bills, eq(bills.id, allocations.billId))
    .where(eq(allocations.paymentId, paymentId));
  return { allocatedCents: row?.cents ?? 0, purposeDone: row?.purposeDone ?? false };
}

/**
 * The receipt of money that was posted without one. When that receipt came in by another way too and stands as a
 * payment of its own, the one without a receipt is reversed: there was only one.
 */
export async function attachReceipt(
  ctx: TxContext,
  money: Money,
  own: Payment,
  attempt: Attempt,
): Promise<SettleOutcome> {
  const { evidence, receipt } = money;
  const links = { paymentId: own.id, attemptId: attempt.id };
  if (own.amountCents !== money.amountCents)
    return quarantine(ctx, evidence, "the receipt has another amount than the push", links);
  const standing = await findByReceipt(ctx, money.channel, receipt);
  if (!standing) {
    await writeReceipt(ctx, money, own);
    recordEvidence(ctx, evidence, links);
    return { outcome: "already_known", paymentId: own.id };
  }
  const refusal = await whyNot(ctx, money, standing, attempt);
  if (refusal) return quarantine(ctx, evidence, refusal, links);
  recordEvidence(ctx, evidence, { ...links, paymentId: standing.id });
  await ctx.tx
    .update(payments)
    .set({ attemptId: null, status: "reversed", flags: [...own.flags, `same_as:${standing.id}`] })
    .where(eq(payments.id, own.id));
  await giveTo(ctx, standing, attempt);
  await reverseCredit(ctx, own);
  return { outcome: "already_known", paymentId: standing.id };
}

async function writeReceipt(ctx: TxContext, { evidence, flags, receipt }: Money, own: Payment) {
  await ctx.tx
    .update(payments)
    .set({
      receipt,
      paidAt: evidence.paidAt ?? own.paidAt,
      payerNumber: evidence.payer?.number ?? own.payerNumber,
      payerName: evidence.payer?.name ?? own.payerName,
      flags: [...own.flags.filter((flag) => !flag.startsWith("receipt_")), ...flags],
    })
    .where(and(eq(payments.id, own.id), isNull(payments.receipt)));
}

/** Takes a payment's credit back, journal against journal. */
async function reverseCredit(ctx: TxContext, payment: Payment) {
  if (!payment.customerId) throw new Error("only a credited payment can be reversed here");
  const [original] = await ctx.tx
    .select({ id: journals.id })
    .from(journals)
    .where(eq(journals.idempotencyKey, `pay:${payment.id}`));
  const walletId = await openWallet(ctx, payment.customerId);
  await postJournal(ctx, {
    key: `reverse:${payment.id}`,
    kind: "reversal",
    description: "The same money has come in under its receipt",
    paymentId: payment.id,
    reversesJournalId: original?.id,
    postings: reversePostings(paymentPostings("mpesa_clearing", { walletId }, payment.amountCents)),
  });
}
