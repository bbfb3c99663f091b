import { creditPostings, type SaleParts, shareOut } from "@/lib/billing";
import type { TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { postJournal, type Wallet } from "@/services/ledger";
import { scheduleNumbering } from "../number-bills";

export interface CreditNote {
  id: string;
  billId: string;
  totalCents: number;
}

export interface GiveBack {
  /** Of the credit note, when a form made it; else a new one. */
  id?: string;
  wallet: Wallet;
  bill: { id: string; number: string | null };
  kind: (typeof schema.creditNotes.kind.enumValues)[number];
  /** What can be given back at most, by part: revenue and taxes share the amount in these proportions. */
  from: SaleParts;
  amountCents: number;
  reason: string;
}

/** Gives money of a paid bill back to its customer's locked wallet: a journal, and the credit note that explains it. */
export async function giveBack(ctx: TxContext, credit: GiveBack): Promise<CreditNote> {
  const { wallet, bill, from, amountCents } = credit;
  const shares = shareOut(
    [from.internetCents, from.feesCents, from.exciseCents, from.vatCents],
    amountCents,
  );
  const [internetCents = 0, feesCents = 0, exciseCents = 0, vatCents = 0] = shares;
  const parts = { internetCents, feesCents, exciseCents, vatCents };
  const id = credit.id ?? ctx.newId();
  const { journalId } = await postJournal(ctx, {
    key: `credit:${id}`,
    kind: "credit_note",
    description: `Credit on bill ${bill.number ?? "(number to follow)"}: ${credit.reason}`,
    billId: bill.id,
    postings: creditPostings(wallet.walletId, parts),
  });
  await ctx.tx.insert(schema.creditNotes).values({
    id,
    customerId: wallet.customerId,
    billId: bill.id,
    kind: credit.kind,
    reason: credit.reason,
    journalId,
    totalCents: amountCents,
    ...parts,
    issuedAt: ctx.now(),
    createdAt: ctx.now(),
  });
  wallet.balanceCents += amountCents;
  scheduleNumbering(ctx);
  return { id, billId: bill.id, totalCents: amountCents };
}
