import { eq, sql } from "drizzle-orm";
import { paymentPostings } from "@/lib/billing";
import { faultPoint, type TxContext, writeLater } from "@/lib/context";
import { rowsOf, schema } from "@/lib/db";
import { applyWallet, endProvisional } from "@/services/billing";
import { lockWallet, openTillAccount, postJournalLater, type Wallet } from "@/services/ledger";
import { queueReceiptSms } from "./receipt-sms";
import type { Attempt, Payment } from "./types";

export interface Credit {
  payment: Payment;
  /** The attempt that this payment owns. */
  attempt?: Attempt;
  /** What the payer says it is for, when no attempt does. */
  purpose?: { userId: string; periods: number };
  /** What bills have had of this payment before. */
  allocatedCents?: number;
  /** The payment has renewed or paid something for this customer before: its purpose is not bought again. */
  purposeDone?: boolean;
  /** The one SMS that tells of it; a part of a split payment has its own. */
  smsKey?: string;
  receivedAt: Date;
}

const { restorations, stkAttempts } = schema;

/** Posts a new payment, to the customer's wallet or to suspense, and does what the money is for. */
export async function postPayment(ctx: TxContext, credit: Credit): Promise<void> {
  const { payment } = credit;
  const { amountCents, customerId } = payment;
  const wallet = customerId ? await lockWallet(ctx, customerId) : undefined;
  postJournalLater(ctx, {
    key: `pay:${payment.id}`,
    kind: "payment",
    description: descriptionOf(payment),
    paymentId: payment.id,
    postings: paymentPostings(
      payment.provider === "cash"
        ? { tillId: await openTillAccount(ctx, payment.channelId) }
        : "mpesa_clearing",
      wallet ? { walletId: wallet.walletId } : "suspense",
      amountCents,
    ),
  });
  if (!wallet) return;
  await spend(ctx, credit, { ...wallet, balanceCents: wallet.balanceCents + amountCents });
}

function descriptionOf({ provider, receipt }: Payment): string {
  if (provider === "cash") return `Cash, receipt ${receipt}`;
  return receipt ? `M-Pesa ${receipt}` : "M-Pesa, receipt to follow";
}

/** Money that stands in the wallet does what it is for: attempt paid, purpose, bills, renewals, SMS. */
export async function spend(ctx: TxContext, credit: Credit, wallet?: Wallet): Promise<void> {
  const { allocatedCents = 0, attempt, payment, receivedAt } = credit;
  const purpose = credit.purposeDone ? undefined : (attempt ?? credit.purpose);
  if (!payment.customerId) return;
  // Before the outbox's own after-commit work: whoever dies here has only the sweeps.
  ctx.afterCommit.unshift(() => faultPoint("payment.committed"));
  if (attempt) markPaid(ctx, attempt, receivedAt);
  const applied = await applyWallet(ctx, {
    customerId: payment.customerId,
    wallet,
    attempt: purpose && { userId: purpose.userId, periods: purpose.periods },
    payment: { id: payment.id, amountCents: payment.amountCents - allocatedCents },
    cause: {
      paymentId: payment.id,
      paidAt: payment.paidAt,
      callbackAt: attempt?.callbackAt ?? receivedAt,
      attempt,
    },
  });
  if (attempt?.state === "paid_no_receipt") {
    await confirmProvisional(ctx, attempt, payment.id);
    const renewed = applied.renewals.some((renewal) => renewal.userId === attempt.userId);
    if (attempt.userId && !renewed) await endProvisional(ctx, { userId: attempt.userId });
  }
  const smsKey = credit.smsKey ?? `payment:${payment.id}`;
  await queueReceiptSms(ctx, { ...payment, customerId: payment.customerId, smsKey }, applied.words);
}

const markPaid = (ctx: TxContext, attempt: Attempt, receivedAt: Date) =>
  writeLater(ctx, setPaid, {
    id: attempt.id,
    callbackAt: attempt.callbackAt ?? receivedAt,
    resolvedAt: ctx.now(),
  });

const PAID = ["id", "callbackAt", "resolvedAt"];

const setPaid = (paid: { id: string; callbackAt: Date; resolvedAt: Date }[]) => sql`
  update stk_attempts a set state = 'paid', result_code = '0', result_description = null, next_query_at = null,
    callback_at = p.callback_at, resolved_at = p.resolved_at
  from ${rowsOf(stkAttempts, PAID, paid)} p where p.id = a.id`;

/** The access that a query's word reopened has its money now. */
async function confirmProvisional(ctx: TxContext, attempt: Attempt, paymentId: string) {
  await ctx.tx
    .update(restorations)
    .set({ provisional: false, paymentId })
    .where(eq(restorations.attemptId, attempt.id));
}
