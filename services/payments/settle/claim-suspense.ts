import { and, eq } from "drizzle-orm";
import { movePostings } from "@/lib/billing";
import type { TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { openWallet, postJournal } from "@/services/ledger";
import { spend } from "./credit";
import type { Payment } from "./types";

const { payments } = schema;

/** Of money that may have been counted already without its receipt, only a person can say whose it is. */
export const needsAPerson = (payment: Payment): boolean =>
  payment.flags.includes("may_be_receiptless_payment");

/** Money that waits in suspense is this customer's after all, by proof: it moves to the wallet and does its work. */
export async function claimSuspense(
  ctx: TxContext,
  standing: Payment,
  customerId: string,
  receivedAt: Date,
): Promise<void> {
  const [payment] = await ctx.tx
    .update(payments)
    .set({ customerId, status: "credited" })
    .where(and(eq(payments.id, standing.id), eq(payments.status, "suspense")))
    .returning();
  if (!payment) return;
  const wallet = { walletId: await openWallet(ctx, customerId) };
  await postJournal(ctx, {
    key: `claim:${payment.id}`,
    kind: "suspense_assignment",
    description: `M-Pesa ${payment.receipt} has found its customer`,
    paymentId: payment.id,
    postings: movePostings("suspense", wallet, payment.amountCents),
  });
  await spend(ctx, { payment, receivedAt });
}
