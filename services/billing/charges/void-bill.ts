import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, type TxContext, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { conflict } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { recordAudit } from "@/services/audit";
import type { Wallet } from "@/services/ledger";
import { loadBillParts, sumOfParts } from "../credit/bill-parts";
import { giveBack } from "../credit/give-back";
import { lockBill } from "../credit/lock-bill";

const Input = z.object({
  billId: uuid(),
  reason: z.string("Say why.").trim().min(3, "Say why.").max(200, "At most 200 characters."),
});
const { bills } = schema;

/**
 * Takes an open bill out of what is owed; its number stays. What was paid on it already goes back to the wallet by a
 * credit note. Errors: forbidden, not_found, conflict (paid or void already).
 */
export async function voidBill(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<{ creditedCents: number }> {
  authorise(ctx, { staff: "billing.write" });
  const { billId, reason } = Input.parse(input);
  return withTransaction(ctx, async (tx) => {
    const { bill, wallet } = await lockBill(tx, billId);
    if (bill.status === "void") throw conflict("This bill is void already.");
    if (bill.status === "paid") throw conflict("This bill is paid. Credit it instead.");
    const creditedCents = bill.paidCents > 0 ? await giveAllBack(tx, wallet, billId, reason) : 0;
    await tx.tx
      .update(bills)
      .set({ status: "void", voidedAt: tx.now(), voidReason: reason })
      .where(and(eq(bills.id, billId), eq(bills.status, "open")));
    await recordAudit(tx, {
      action: "billing.void-bill",
      entity: { kind: "customer", id: bill.customerId },
      data: { billId, reason, creditedCents },
    });
    return { creditedCents };
  });
}

async function giveAllBack(ctx: TxContext, wallet: Wallet, billId: string, reason: string) {
  const [parts] = await loadBillParts(ctx, [billId]);
  if (!parts) return 0;
  const { bill, left: from } = parts;
  const amountCents = sumOfParts(from);
  await giveBack(ctx, { wallet, bill, kind: "manual", from, amountCents, reason });
  return amountCents;
}
