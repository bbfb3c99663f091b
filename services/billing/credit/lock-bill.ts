import { eq } from "drizzle-orm";
import type { TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { notFound } from "@/lib/errors";
import { lockWallet, type Wallet } from "@/services/ledger";
import type { Bill } from "../open-bills";

const { bills } = schema;

/** The wallet first, then the bill, both locked. Throws `not_found`. */
export async function lockBill(
  ctx: TxContext,
  billId: string,
): Promise<{ bill: Bill; wallet: Wallet }> {
  const [owner] = await ctx.tx
    .select({ customerId: bills.customerId })
    .from(bills)
    .where(eq(bills.id, billId));
  if (!owner) throw notFound("bill");
  const wallet = await lockWallet(ctx, owner.customerId);
  const [bill] = await ctx.tx.select().from(bills).where(eq(bills.id, billId)).for("no key update");
  if (!bill) throw notFound("bill");
  return { bill, wallet };
}
