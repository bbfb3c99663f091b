import { asc, eq, inArray, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Posting } from "@/lib/billing";
import type { TxContext } from "@/lib/context";
import { sha256 } from "@/lib/crypto";
import { executeRows, schema } from "@/lib/db";
import { conflict } from "@/lib/errors";
import { accountIdOf, keepsBalance } from "./accounts";

/** What a journal is about. Only the last two may take a wallet below zero. */
export type JournalKind =
  | "payment"
  | "renewal"
  | "purpose_payment"
  | "bill_payment"
  | "credit_note"
  | "suspense_assignment"
  | "reassignment"
  | "reversal";

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

export interface PostedJournal {
  journalId: string;
  /** False when this key was posted before with the same content. */
  posted: boolean;
}

const MAY_OVERDRAW = new Set<JournalKind>(["reassignment", "reversal"]);
const Entry = z.object({ overdrawn: z.boolean() });
const { journals, ledgerAccounts } = schema;

/**
 * Posts one movement of money, once per key. Wallets and tills are locked in id order and keep their balance; other
 * accounts are never locked. The caller has authorised, and locks a wallet itself if it decides by the balance.
 * Throws `conflict` when the key stands for other content, or when a wallet would fall below zero.
 */
export async function postJournal(ctx: TxContext, input: JournalInput): Promise<PostedJournal> {
  requireBalance(input.postings);
  await lockRunningAccounts(ctx, input.postings);
  const journalId = ctx.newId();
  const inputHash = hashOf(input);
  const entries = await insertAll(ctx, { ...input, journalId, inputHash });
  if (entries.length === 0) return findPosted(ctx, input.key, inputHash);
  if (entries.some((entry) => entry.overdrawn) && !MAY_OVERDRAW.has(input.kind))
    throw conflict("There is not enough money in the wallet.");
  return { journalId, posted: true };
}

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

/** One alone is locked by its own update; two or more need an order, or two journals could wait for each other. */
async function lockRunningAccounts(ctx: TxContext, postings: Posting[]) {
  const ids = postings
    .map((p) => p.account)
    .filter(keepsBalance)
    .map(accountIdOf);
  if (ids.length < 2) return;
  await ctx.tx
    .select({ id: ledgerAccounts.id })
    .from(ledgerAccounts)
    .where(inArray(ledgerAccounts.id, ids))
    .orderBy(asc(ledgerAccounts.id))
    .for("no key update");
}

/** Journal, running balances and entries in one statement; no rows come back when the key is taken. */
function insertAll(ctx: TxContext, j: JournalInput & { journalId: string; inputHash: string }) {
  const at = ctx.now().toISOString();
  const line = (p: Posting): SQL =>
    sql`(${ctx.newId()}::uuid, ${accountIdOf(p.account)}::uuid, ${p.direction}::entry_direction, ${p.amountCents}::bigint)`;
  return executeRows(
    ctx.tx,
    sql`with line (entry_id, account_id, direction, amount) as (values ${sql.join(j.postings.map(line), sql`, `)}),
      journal as (
        insert into journals (id, idempotency_key, input_hash, kind, description, payment_id, bill_id,
          reverses_journal_id, actor_kind, actor_id, posted_at)
        values (${j.journalId}, ${j.key}, ${j.inputHash}, ${j.kind}, ${j.description}, ${j.paymentId ?? null},
          ${j.billId ?? null}, ${j.reversesJournalId ?? null}, ${ctx.actor.kind}, ${ctx.actor.id}, ${at})
        on conflict (idempotency_key) do nothing returning id),
      moved as (
        update ledger_accounts a
        set balance_cents = a.balance_cents
              + case when (line.direction = 'credit') = (a.kind = 'wallet') then line.amount else -line.amount end,
            version = a.version + 1
        from line, journal where a.id = line.account_id and a.balance_cents is not null
        returning a.id, a.kind, a.balance_cents, a.version)
      insert into ledger_entries (id, journal_id, account_id, direction, amount_cents, balance_after_cents,
        account_version, posted_at)
      select line.entry_id, journal.id, line.account_id, line.direction, line.amount, moved.balance_cents,
        moved.version, ${at}::timestamptz
      from line cross join journal left join moved on moved.id = line.account_id
      returning coalesce(balance_after_cents < 0, false) as overdrawn`,
    Entry,
  );
}

async function findPosted(ctx: TxContext, key: string, inputHash: string): Promise<PostedJournal> {
  const [found] = await ctx.tx
    .select({ journalId: journals.id, inputHash: journals.inputHash })
    .from(journals)
    .where(eq(journals.idempotencyKey, key));
  if (found?.inputHash !== inputHash)
    throw conflict("This movement of money was posted before with other content.");
  return { journalId: found.journalId, posted: false };
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
