import type { SQL } from "drizzle-orm";
import { closeLater, type TxContext } from "@/lib/context";
import { insertJournals } from "./insert-journals";
import { type JournalInput, mayOverdraw, type NewJournal, newJournal } from "./journal";
import { otherContent, overdrawn } from "./post-journal";

/**
 * Posts a movement of money at the end of the verb, with everything else that was put off: for keys that cannot have
 * been posted before (of a row made in this transaction, or locked by it). Returns the journal's id, to be referred to
 * by other writes that are put off. What `postJournal` throws is thrown at the end; there is no replay of a taken key.
 */
export function postJournalLater(ctx: TxContext, input: JournalInput): string {
  const journal = newJournal(ctx, input);
  closeLater(ctx, postAll, journal);
  return journal.journalId;
}

async function postAll(ctx: TxContext, journals: NewJournal[], writes: SQL[]): Promise<void> {
  const entries = await insertJournals(ctx, journals, writes);
  const strict = new Set(
    journals.filter(({ kind }) => !mayOverdraw(kind)).map(({ journalId }) => journalId),
  );
  if (entries.some((entry) => entry.overdrawn && strict.has(entry.journal_id))) throw overdrawn();
  const wanted = journals.reduce((sum, { postings }) => sum + postings.length, 0);
  if (entries.length !== wanted) throw otherContent();
}
