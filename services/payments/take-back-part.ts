import { and, eq, sql } from "drizzle-orm";
import type { z } from "zod";
import { movePostings } from "@/lib/billing";
import { authorise, type Context, type TxContext, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { conflict } from "@/lib/errors";
import { formatMoney } from "@/lib/money";
import { recordAudit } from "@/services/audit";
import { openWallet, postJournal } from "@/services/ledger";
import { ByLine, loadLine, type StoredLine } from "@/services/statements";
import type { Payment } from "./settle/types";
import { partsGone } from "./take-back/parts-gone";
import { takeBackPurchases } from "./take-back/take-back-purchases";
import { tellOfReversal } from "./take-back/tell-of-reversal";

const { payments } = schema;

/**
 * Takes out of the books what M-Pesa's statement says went back of a payment, when that is a part of it. The customer's
 * wallet goes down, below zero if need be, and nothing that was bought ends while a part of the payment stands. Twice
 * is once. Errors: forbidden, not_found, conflict (no part, more than is left, nobody's or several customers' payment,
 * reversed).
 */
export async function takeBackPart(
  ctx: Context,
  input: z.input<typeof ByLine>,
): Promise<{ paymentId: string }> {
  authorise(ctx, { staff: "payments.reverse" });
  const { lineId } = ByLine.parse(input);
  return withTransaction(ctx, async (tx) => {
    const line = await loadLine(tx, lineId);
    const { customerId, payment } = await lockPayment(tx, line);
    const { amountCents, receipt } = line;
    const { posted } = await postJournal(tx, {
      key: `part:${line.id}`,
      kind: "part_reversal",
      description: `${receipt}: ${formatMoney(amountCents)} of ${payment.receipt} went back`,
      paymentId: payment.id,
      postings: movePostings(
        { walletId: await openWallet(tx, customerId) },
        "mpesa_clearing",
        amountCents,
      ),
    });
    if (!posted) return { paymentId: payment.id };
    await takeBackPurchasesIfGone(tx, payment, customerId);
    const part = { id: line.id, receipt: payment.receipt };
    await tellOfReversal(tx, part, { customerId, amountCents });
    await recordAudit(tx, {
      action: "payments.reverse-part",
      entity: { kind: "payment", id: payment.id },
      data: { receipt, amountCents, ofCents: payment.amountCents },
    });
    return { paymentId: payment.id };
  });
}

/** With the last part the payment is gone, and what it bought goes with it. Throws `conflict` beyond that. */
async function takeBackPurchasesIfGone(ctx: TxContext, payment: Payment, customerId: string) {
  const left = payment.amountCents - (await partsGone(ctx, payment.id));
  if (left < 0) throw conflict("That is more than is left of the payment.");
  if (left === 0) await takeBackPurchases(ctx, payment.id, customerId, "went back in parts");
}

async function lockPayment(
  ctx: TxContext,
  { amountCents, channelId, direction, isCharge, linkedReceipt }: StoredLine,
): Promise<{ payment: Payment; customerId: string }> {
  const [payment] =
    direction === "out" && !isCharge && linkedReceipt
      ? await ctx.tx
          .select()
          .from(payments)
          .where(
            and(
              eq(payments.channelId, channelId),
              eq(payments.receipt, linkedReceipt),
              sql`${payments.provider} = 'mpesa'`,
            ),
          )
          .for("no key update")
      : [];
  if (!payment) throw conflict("This line gives no payment of ours back.");
  if (payment.status === "reversed") throw conflict("This payment is reversed already.");
  if (amountCents >= payment.amountCents)
    throw conflict("This is all of the payment: it is reversed as a whole.");
  const { customerId } = payment;
  if (!customerId || payment.status !== "credited")
    throw conflict(
      "This payment is nobody's, or several customers': assign it, or reverse it whole.",
    );
  return { payment, customerId };
}
