import type { Posting } from "@/lib/billing";
import type { Actor, Context } from "@/lib/context";
import { sha256 } from "@/lib/crypto";
import { accountIdOf, keepsBalance } from "./accounts";

/** What a journal is about. `MAY_OVERDRAW` names those that may take a wallet or till below zero. */
export type JournalKind =
  | "payment"
  | "renewal"
  | "purpose_payment"
  | "bill_payment"
  | "credit_note"
  | "suspense_assignment"
  | "reassignment"
  | "reversal"
  | "refund_request"
  | "refund_paid"
  | "refund_returned"
  | "refund_late"
  | "till_difference"
  | "mpesa_charges"
  | "withdrawal"
  | "part_reversal";

export interface JournalInput {
  /** One movement of money has one key for ever, e.g. `pay:<payment id>`. */
  key: string;
  kind: JournalKind;
  description: string;
  postings: Posting[];
  paymentId?: string;
  billId?: string;
  reversesJournalId?: string;
}

/** A journal on its way into the books. */
export interface NewJournal extends JournalInput {
  journalId: string;
  inputHash: string;
  actor: Actor;
}

const MAY_OVERDRAW = new Set<JournalKind>([
  "reassignment",
  "reversal",
  "part_reversal",
  "refund_late",
  "till_difference",
]);

export const mayOverdraw = (kind: JournalKind): boolean => MAY_OVERDRAW.has(kind);

/** Gives it an id and the hash of its content. Throws when it does not balance. */
export function newJournal(ctx: Context, input: JournalInput): NewJournal {
  requireBalance(input.postings);
  const { actor } = ctx;
  return { ...input, journalId: ctx.newId(), inputHash: hashOf(input), actor };
}

/** Ids of the wallets and tills that the journals touch. */
export const runningAccounts = (journals: JournalInput[]): string[] => [
  ...new Set(
    journals
      .flatMap((journal) => journal.postings.map((posting) => posting.account))
      .filter(keepsBalance)
      .map(accountIdOf),
  ),
];

function requireBalance(postings: Posting[]) {
  let sum = 0;
  for (const { direction, amountCents } of postings) {
    if (!Number.isSafeInteger(amountCents) || amountCents <= 0)
      throw new Error("a posting needs a positive whole number of cents");
    sum += direction === "debit" ? amountCents : -amountCents;
  }
  if (postings.length < 2 || sum !== 0) throw new Error("a journal needs two sides that balance");
  const running = postings.filter((posting) => keepsBalance(posting.account));
  if (new Set(running.map((posting) => accountIdOf(posting.account))).size < running.length)
    throw new Error("a journal touches a wallet or till once");
}

const hashOf = ({ description: _, ...content }: JournalInput): string =>
  sha256(
    JSON.stringify([
      content.kind,
      content.paymentId ?? null,
      content.billId ?? null,
      content.reversesJournalId ?? null,
      content.postings.map((p) => [accountIdOf(p.account), p.direction, p.amountCents]),
    ]),
  );
