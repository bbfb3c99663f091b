import { and, eq } from "drizzle-orm";
import { claim, gathered, type TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { rowOfEach } from "@/lib/group-by";

const { ledgerAccounts } = schema;

/** The account id of a customer's wallet, opened if need be, not locked: for who means to move its money. */
export async function openWallet(ctx: TxContext, customerId: string): Promise<string> {
  claim(ctx, `customer ${customerId}`);
  const opened = await insertWallet(ctx, customerId);
  if (opened) return opened;
  const [row] = await ctx.tx
    .select({ id: ledgerAccounts.id })
    .from(ledgerAccounts)
    .where(and(eq(ledgerAccounts.kind, "wallet"), eq(ledgerAccounts.customerId, customerId)));
  if (!row) throw new Error(`wallet of ${customerId} could not be opened`);
  return row.id;
}

/** The new wallet's account id, which nobody else can see or lock yet; undefined when there is one. */
export const insertWallet: (ctx: TxContext, customerId: string) => Promise<string | undefined> =
  gathered("wallets", async (ctx, customerIds: string[]) => {
    const wallet = { kind: "wallet" as const, balanceCents: 0, version: 0, createdAt: ctx.now() };
    // In one order for everybody: who opens the same ones waits, and is not waited for.
    const inOrder = [...customerIds].sort();
    const opened = await ctx.tx
      .insert(ledgerAccounts)
      .values(inOrder.map((customerId) => ({ id: ctx.newId(), customerId, ...wallet })))
      .onConflictDoNothing()
      .returning({ id: ledgerAccounts.id, customerId: ledgerAccounts.customerId });
    return rowOfEach(customerIds, opened, (row) => row.customerId).map((row) => row?.id);
  });
