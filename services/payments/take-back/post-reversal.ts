import { and, eq } from "drizzle-orm";
import type { AccountRef, Posting } from "@/lib/billing";
import type { TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { openWallet, postJournal } from "@/services/ledger";
import type { Payment } from "../settle/types";
import type { Holder } from "./holders";

const { journals, ledgerEntries } = schema;

/** The journal that takes the money out of the wallets (or suspense) that hold it, against the payment's credit. */
export async function postReversal(
  ctx: TxContext,
  payment: Payment,
  holders: Holder[],
  reason: string,
): Promise<string> {
  const debits: Posting[] = [];
  for (const { customerId, amountCents } of holders) {
    const account = { walletId: await openWallet(ctx, customerId) };
    debits.push({ account, direction: "debit", amountCents });
  }
  const { amountCents } = payment;
  if (debits.length === 0) debits.push({ account: "suspense", direction: "debit", amountCents });
  const { journalId } = await postJournal(ctx, {
    key: `reverse:${payment.id}`,
    kind: "reversal",
    description: `${payment.receipt ?? "Payment without receipt"} reversed: ${reason}`,
    paymentId: payment.id,
    reversesJournalId: await creditOf(ctx, payment.id),
    postings: [
      ...debits,
      { account: await assetOf(ctx, payment), direction: "credit", amountCents },
    ],
  });
  return journalId;
}

/** Where the money lies: of cash the till that took it, which of old cash is the shared one. */
async function assetOf(ctx: TxContext, payment: Payment): Promise<AccountRef> {
  if (payment.provider !== "cash") return "mpesa_clearing";
  const [debit] = await ctx.tx
    .select({ tillId: ledgerEntries.accountId })
    .from(ledgerEntries)
    .innerJoin(journals, eq(journals.id, ledgerEntries.journalId))
    .where(
      and(eq(journals.idempotencyKey, `pay:${payment.id}`), eq(ledgerEntries.direction, "debit")),
    );
  if (!debit) throw new Error(`payment ${payment.id} has no credit to take back`);
  return debit;
}

async function creditOf(ctx: TxContext, paymentId: string): Promise<string | undefined> {
  const [row] = await ctx.tx
    .select({ id: journals.id })
    .from(journals)
    .where(eq(journals.idempotencyKey, `pay:${paymentId}`));
  return row?.id;
}
