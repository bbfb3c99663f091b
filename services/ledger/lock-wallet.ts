import { and, asc, eq } from "drizzle-orm";
import { claim, flushWrites, gathered, type TxContext } from "@/lib/context";
import { isOneOf, schema } from "@/lib/db";
import { rowOfEach } from "@/lib/group-by";
import { insertWallet } from "./open-wallet";

export interface Wallet {
  /** The ledger account. */
  walletId: string;
  customerId: string;
  balanceCents: number;
}

const { ledgerAccounts } = schema;

/**
 * The customer's wallet, locked until the transaction ends and opened first if need be. Whoever changes a customer's
 * money takes this lock before any bill or user of theirs.
 */
export async function lockWallet(ctx: TxContext, customerId: string): Promise<Wallet> {
  claim(ctx, `customer ${customerId}`);
  // A movement of money that waits for the end of the verb would be missing in the balance.
  if (ctx.later.closing) await flushWrites(ctx);
  const standing = await selectForUpdate(ctx, customerId);
  if (standing) return walletOf(customerId, standing);
  const walletId = await insertWallet(ctx, customerId);
  if (walletId) return { walletId, customerId, balanceCents: 0 };
  // Somebody opened it between our look and our write, and has committed.
  const opened = await selectForUpdate(ctx, customerId);
  if (!opened) throw new Error(`wallet of ${customerId} could not be locked`);
  return walletOf(customerId, opened);
}

const walletOf = (
  customerId: string,
  row: { id: string; balanceCents: number | null },
): Wallet => ({
  walletId: row.id,
  customerId,
  balanceCents: row.balanceCents ?? 0,
});

const selectForUpdate = gathered("wallets", async (ctx, customerIds: string[]) => {
  const { id, customerId, balanceCents } = ledgerAccounts;
  const rows = await ctx.tx
    .select({ id, customerId, balanceCents })
    .from(ledgerAccounts)
    .where(and(eq(ledgerAccounts.kind, "wallet"), isOneOf(customerId, customerIds)))
    .orderBy(asc(id))
    .for("no key update");
  return rowOfEach(customerIds, rows, (row) => row.customerId);
});
