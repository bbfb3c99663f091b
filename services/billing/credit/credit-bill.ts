import { eq } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, type TxContext, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { conflict, invalid } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { formatMoney } from "@/lib/money";
import { recordAudit } from "@/services/audit";
import { loadBillParts, sumOfParts } from "./bill-parts";
import { type CreditNote, giveBack } from "./give-back";
import { lockBill } from "./lock-bill";

const Input = z.object({
  /** Made by the form, and the credit note's id: the same form sent twice gives back once. */
  formId: uuid().optional(),
  billId: uuid(),
  amountCents: z.coerce
    .number("Say how much.")
    .int("Whole cents only.")
    .min(1, "A credit is more than nothing."),
  reason: z.string("Say why.").trim().min(3, "Say why.").max(200, "At most 200 characters."),
});

/**
 * Gives a part of a paid bill back to the wallet, or all of it, revenue and taxes in their proportions; the time that
 * it bought stays. Errors: forbidden, not_found, conflict (not paid, the form was sent before with other content), invalid
 * (more than is left of it).
 */
export async function creditBill(ctx: Context, input: z.input<typeof Input>): Promise<CreditNote> {
  authorise(ctx, { staff: "payments.reverse" });
  const { formId, billId, amountCents, reason } = Input.parse(input);
  return withTransaction(ctx, async (tx) => {
    const { bill, wallet } = await lockBill(tx, billId);
    const before = formId && (await findForm(tx, formId, { billId, amountCents }));
    if (before) return before;
    if (bill.status !== "paid") throw conflict("This bill is not paid. Void it instead.");
    const [parts] = await loadBillParts(tx, [billId]);
    const leftCents = parts ? sumOfParts(parts.left) : 0;
    if (!parts || amountCents > leftCents) {
      const words = `At most ${formatMoney(leftCents)} of this bill can still be given back.`;
      throw invalid(words, { amountCents: words });
    }
    const note = await giveBack(tx, {
      id: formId,
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

/** The credit note that this form has made already. Whoever made it has committed: the bill is locked. */
async function findForm(
  ctx: TxContext,
  id: string,
  asked: { billId: string; amountCents: number },
): Promise<CreditNote | undefined> {
  const { creditNotes } = schema;
  const [note] = await ctx.tx.select().from(creditNotes).where(eq(creditNotes.id, id));
  if (!note) return undefined;
  if (note.billId !== asked.billId || note.totalCents !== asked.amountCents)
    throw conflict("This form was sent before with other content. Please open it again.");
  return { id, billId: asked.billId, totalCents: note.totalCents };
}
