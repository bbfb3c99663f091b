import { z } from "zod";
import { authorise, type Context, withTransaction } from "@/lib/context";
import { conflict, invalid } from "@/lib/errors";
import { formatMoney } from "@/lib/money";
import { recordAudit } from "@/services/audit";
import { loadBillParts, sumOfParts } from "./bill-parts";
import { type CreditNote, giveBack } from "./give-back";
import { lockBill } from "./lock-bill";

const Input = z.object({
  billId: z.uuid(),
  amountCents: z.coerce
    .number("Say how much.")
    .int("Whole cents only.")
    .min(1, "A credit is more than nothing."),
  reason: z.string("Say why.").trim().min(3, "Say why.").max(200, "At most 200 characters."),
});

/**
 * Gives a part of a paid bill back to the wallet, or all of it, revenue and taxes in their proportions; the time that
 * it bought stays. Errors: forbidden, not_found, conflict (not paid), invalid (more than is left of it).
 */
export async function creditBill(ctx: Context, input: z.input<typeof Input>): Promise<CreditNote> {
  authorise(ctx, { staff: "payments.reverse" });
  const { billId, amountCents, reason } = Input.parse(input);
  return withTransaction(ctx, async (tx) => {
    const { bill, wallet } = await lockBill(tx, billId);
    if (bill.status !== "paid") throw conflict("This bill is not paid. Void it instead.");
    const [parts] = await loadBillParts(tx, [billId]);
    const leftCents = parts ? sumOfParts(parts.left) : 0;
    if (!parts || amountCents > leftCents) {
      const words = `At most ${formatMoney(leftCents)} of this bill can still be given back.`;
      throw invalid(words, { amountCents: words });
    }
    const note = await giveBack(tx, {
      wallet,
      bill,
      kind: "manual",
      from: parts.left,
      amountCents,
      reason,
    });
    await recordAudit(tx, {
      action: "billing.credit-bill",
      entity: { kind: "customer", id: bill.customerId },
      data: { ...note, reason },
    });
    return note;
  });
}
