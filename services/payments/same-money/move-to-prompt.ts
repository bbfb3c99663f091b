import { and, eq, isNull } from "drizzle-orm";
import { movePostings, type Posting } from "@/lib/billing";
import type { TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { conflict } from "@/lib/errors";
import { openWallet, postJournal } from "@/services/ledger";
import type { Attempt, Payment } from "../settle/types";
import type { Holder } from "../take-back/holders";

const { payments } = schema;

interface Move {
  attempt: Attempt;
  standing: Payment;
  /** Who has the money now; nobody while it is in suspense. */
  holders: Holder[];
}

/** The locked payment and its money are the push's now, out of suspense or of whichever wallets had it. */
export async function moveToPrompt(ctx: TxContext, move: Move): Promise<Payment> {
  const { attempt, standing } = move;
  const flags = standing.flags.filter((flag) => flag !== "may_be_receiptless_payment");
  const [payment] = await ctx.tx
    .update(payments)
    .set({
      attemptId: attempt.id,
      customerId: attempt.customerId,
      status: "credited",
      flags: standing.status === "split" ? [...flags, "was_split"] : flags,
    })
    .where(and(eq(payments.id, standing.id), isNull(payments.attemptId)))
    .returning();
  if (!payment) throw conflict("This payment belongs to another prompt by now.");
  const postings = await postingsOf(ctx, move);
  if (postings.length > 0)
    await postJournal(ctx, {
      key: `join:${standing.id}:${attempt.id}`,
      kind: standing.status === "suspense" ? "suspense_assignment" : "reassignment",
      description: `M-Pesa ${standing.receipt} is the money of a prompt, staff say`,
      paymentId: standing.id,
      postings,
    });
  return payment;
}

async function postingsOf(ctx: TxContext, move: Move): Promise<Posting[]> {
  const { attempt, holders, standing } = move;
  const to = { walletId: await openWallet(ctx, attempt.customerId) };
  if (standing.status === "suspense") return movePostings("suspense", to, standing.amountCents);
  const others = holders.filter((holder) => holder.customerId !== attempt.customerId);
  if (others.length === 0) return [];
  const postings: Posting[] = [];
  for (const { customerId, amountCents } of others) {
    const account = { walletId: await openWallet(ctx, customerId) };
    postings.push({ account, direction: "debit", amountCents });
  }
  const total = others.reduce((sum, { amountCents }) => sum + amountCents, 0);
  return [...postings, { account: to, direction: "credit", amountCents: total }];
}
