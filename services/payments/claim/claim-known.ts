import { and, eq } from "drizzle-orm";
import type { TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { formatMoney } from "@/lib/money";
import { formatInstant } from "@/lib/time";
import { claimSuspense, needsAPerson } from "../settle/claim-suspense";
import { recordEvidence } from "../settle/record-evidence";
import type { Payment } from "../settle/types";
import { payerIs } from "./payer-is";

/** What became of a typed code, in words for whoever typed it. */
export type Claim = { words: string } & (
  | { outcome: "known" | "credited" | "queued"; paymentId: string }
  | { outcome: "checking"; requestId?: string }
  | { outcome: "reversed" | "taken" }
);

const { paymentAssignments } = schema;

/** What a locked payment that we know means for this customer; undefined when M-Pesa must say first whose it is. */
export async function claimKnown(
  ctx: TxContext,
  payment: Payment,
  customerId: string,
): Promise<Claim | undefined> {
  const what = `${formatMoney(payment.amountCents)} of ${formatInstant(payment.paidAt)}`;
  if (payment.status === "reversed")
    return {
      outcome: "reversed",
      words: `This payment (${what}) was reversed: M-Pesa sent it back.`,
    };
  if (payment.status !== "suspense") {
    if (await isTheirs(ctx, payment, customerId))
      return {
        outcome: "known",
        paymentId: payment.id,
        words: `We have this payment: ${what} is in this account already.`,
      };
    return {
      outcome: "taken",
      words:
        "This payment was counted for another account. Please call us if it was meant for this one.",
    };
  }
  if (ctx.actor.kind === "staff")
    return {
      outcome: "queued",
      paymentId: payment.id,
      words: `${what} waits in suspense. Open it and assign it to this customer.`,
    };
  if (needsAPerson(payment))
    return {
      outcome: "queued",
      paymentId: payment.id,
      words: `We have this payment: ${what}. Our staff will look at it and add it to your account.`,
    };
  if (!(await payerIs(ctx, customerId, payment.payerNumber))) return undefined;
  await credit(ctx, payment, customerId);
  return {
    outcome: "credited",
    paymentId: payment.id,
    words: `Thank you: ${what} is in your account now.`,
  };
}

async function isTheirs(ctx: TxContext, payment: Payment, customerId: string): Promise<boolean> {
  if (payment.customerId === customerId) return true;
  const [part] = await ctx.tx
    .select({ id: paymentAssignments.id })
    .from(paymentAssignments)
    .where(
      and(
        eq(paymentAssignments.paymentId, payment.id),
        eq(paymentAssignments.customerId, customerId),
      ),
    );
  return part !== undefined;
}

async function credit(ctx: TxContext, payment: Payment, customerId: string) {
  const receivedAt = ctx.now();
  const evidence = {
    kind: "typed_code" as const,
    channelId: payment.channelId,
    receipt: payment.receipt ?? undefined,
    amountCents: payment.amountCents,
    receivedAt,
  };
  recordEvidence(ctx, evidence, { paymentId: payment.id });
  await claimSuspense(ctx, payment, customerId, receivedAt);
}
