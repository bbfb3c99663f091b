import { and, eq, notInArray, or } from "drizzle-orm";
import { z } from "zod";
import { movePostings } from "@/lib/billing";
import { authorise, type Context, type TxContext, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { conflict } from "@/lib/errors";
import { recordAudit } from "@/services/audit";
import { postJournal } from "@/services/ledger";
import { ByLine, loadLine, type StoredLine } from "@/services/statements";

const Input = ByLine.extend({
  note: z
    .string("Say who took it out, and why.")
    .trim()
    .min(3, "Say who took it out, and why.")
    .max(200, "At most 200 characters."),
});

const { paymentReversals, payments, providerRequests } = schema;

/**
 * Staff say what money was that left M-Pesa's account without our doing, a withdrawal to the bank mostly: it leaves the
 * account in the books too. Twice is once. Errors: forbidden, not_found, invalid (note), conflict (money in, a charge,
 * a payment that went back, a refund of ours).
 */
export async function recordWithdrawal(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<{ journalId: string }> {
  authorise(ctx, { staff: "payments.reverse" });
  const { lineId, note } = Input.parse(input);
  return withTransaction(ctx, async (tx) => {
    const line = await loadLine(tx, lineId);
    await requireUnknown(tx, line);
    const { journalId, posted } = await postJournal(tx, {
      key: `withdrawal:${line.id}`,
      kind: "withdrawal",
      description: `${line.receipt} left M-Pesa's account: ${note}`,
      postings: movePostings("bank", "mpesa_clearing", line.amountCents),
    });
    if (posted)
      await recordAudit(tx, {
        action: "reconciliation.record-withdrawal",
        entity: { kind: "statement_line", id: line.id },
        data: { receipt: line.receipt, amountCents: line.amountCents, note },
      });
    return { journalId };
  });
}

async function requireUnknown(ctx: TxContext, line: StoredLine) {
  if (line.direction === "in") throw conflict("This money came in: settle it.");
  if (line.isCharge) throw conflict("M-Pesa's charges are posted by themselves.");
  if (await takesBack(ctx, line))
    throw conflict("This gave a payment back: the payment is to be reversed.");
  if (await maybeRefund(ctx, line))
    throw conflict("A refund of ours is this much, and may be this one. Settle that first.");
}

async function takesBack(ctx: TxContext, { channelId, linkedReceipt, receipt }: StoredLine) {
  const [reversal] = await ctx.tx
    .select({ id: paymentReversals.id })
    .from(paymentReversals)
    .where(eq(paymentReversals.receipt, receipt));
  if (reversal || !linkedReceipt) return reversal !== undefined;
  const [payment] = await ctx.tx
    .select({ id: payments.id })
    .from(payments)
    .where(and(eq(payments.channelId, channelId), eq(payments.receipt, linkedReceipt)));
  return payment !== undefined;
}

/** One that has this receipt, or whose receipt is not known yet. */
async function maybeRefund(ctx: TxContext, { amountCents, channelId, receipt }: StoredLine) {
  const open = and(
    eq(providerRequests.channelId, channelId),
    eq(providerRequests.amountCents, amountCents),
    notInArray(providerRequests.state, ["succeeded", "failed"]),
  );
  const [refund] = await ctx.tx
    .select({ id: providerRequests.id })
    .from(providerRequests)
    .where(
      and(
        eq(providerRequests.kind, "refund"),
        or(eq(providerRequests.resultReceipt, receipt), open),
      ),
    )
    .limit(1);
  return refund !== undefined;
}
