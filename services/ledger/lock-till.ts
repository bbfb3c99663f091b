import { and, eq } from "drizzle-orm";
import { flushWrites, type TxContext } from "@/lib/context";
import { schema } from "@/lib/db";

const { ledgerAccounts } = schema;

export interface Till {
  /** The ledger account. */
  tillId: string;
  balanceCents: number;
}

/** The account id of a cash channel's till, opened if need be, not locked. */
export async function openTillAccount(ctx: TxContext, channelId: string): Promise<string> {
  const standing = await findTill(ctx, channelId);
  if (standing) return standing.id;
  await ctx.tx
    .insert(ledgerAccounts)
    .values({
      id: ctx.newId(),
      kind: "cash_till",
      channelId,
      balanceCents: 0,
      version: 0,
      createdAt: ctx.now(),
    })
    .onConflictDoNothing();
  const opened = await findTill(ctx, channelId);
  if (!opened) throw new Error(`till of ${channelId} could not be opened`);
  return opened.id;
}

const findTill = async (ctx: TxContext, channelId: string) => {
  const [row] = await ctx.tx
    .select({ id: ledgerAccounts.id })
    .from(ledgerAccounts)
    .where(and(eq(ledgerAccounts.kind, "cash_till"), eq(ledgerAccounts.channelId, channelId)));
  return row;
};

/** The till of a cash channel, locked until the transaction ends. */
export async function lockTill(ctx: TxContext, channelId: string): Promise<Till> {
  // A movement of money that waits for the end of the verb would be missing in the balance.
  if (ctx.later.closing) await flushWrites(ctx);
  const tillId = await openTillAccount(ctx, channelId);
  const [row] = await ctx.tx
    .select({ balanceCents: ledgerAccounts.balanceCents })
    .from(ledgerAccounts)
    .where(eq(ledgerAccounts.id, tillId))
    .for("no key update");
  return { tillId, balanceCents: row?.balanceCents ?? 0 };
}
