import { eq } from "drizzle-orm";
import { flushWrites, type TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { conflict } from "@/lib/errors";
import { insertJournals } from "./insert-journals";
import { type JournalInput, mayOverdraw, newJournal } from "./journal";

export interface PostedJournal {
  journalId: string;
  /** False when this key was posted before with the same content. */
  posted: boolean;
}

const { journals } = schema;

/**
 * Posts one movement of money, once per key, after whatever was put off before it. Wallets and tills are locked in id
 * order and keep their balance; other accounts are never locked. The caller has authorised, and locks a wallet itself
 * if it decides by the balance. Throws `conflict` when the key stands for other content, or when a wallet would fall
 * below zero.
 */
export async function postJournal(ctx: TxContext, input: JournalInput): Promise<PostedJournal> {
  const journal = newJournal(ctx, input);
  await flushWrites(ctx);
  const entries = await insertJournals(ctx, [journal]);
  if (entries.length === 0) return findPosted(ctx, input.key, journal.inputHash);
  if (entries.some((entry) => entry.overdrawn) && !mayOverdraw(input.kind)) throw overdrawn();
  return { journalId: journal.journalId, posted: true };
}

export const overdrawn = () => conflict("There is not enough money in the wallet.");
export const otherContent = () =>
  conflict("This movement of money was posted before with other content.");

async function findPosted(ctx: TxContext, key: string, inputHash: string): Promise<PostedJournal> {
  const [found] = await ctx.tx
    .select({ journalId: journals.id, inputHash: journals.inputHash })
    .from(journals)
    .where(eq(journals.idempotencyKey, key));
  if (found?.inputHash !== inputHash) throw otherContent();
  return { journalId: found.journalId, posted: false };
}
