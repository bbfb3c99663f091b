import { asc, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { namedWrites, type TxContext } from "@/lib/context";
import { executeRows, insertRows, isOneOf, limitFor, schema } from "@/lib/db";
import { uuid } from "@/lib/id";
import { accountIdOf } from "./accounts";
import { type NewJournal, runningAccounts } from "./journal";

const Entry = z.object({ journal_id: uuid(), overdrawn: z.boolean() });
export type InsertedEntry = z.output<typeof Entry>;

const { ledgerAccounts } = schema;

/**
 * Writes journals, entries and running balances, and the given writes with them, in one statement. Wallets and tills
 * are locked in id order; in a wallet the entries follow each other in the order given. A journal whose key is taken
 * is left out with its entries. Only what is taken from a wallet overdraws it: money that comes in while something is
 * owed still does not.
 */
export async function insertJournals(
  ctx: TxContext,
  journals: NewJournal[],
  writes: SQL[] = [],
): Promise<InsertedEntry[]> {
  await lockRunningAccounts(ctx, journals);
  const at = ctx.now().toISOString();
  const lines = linesOf(ctx, journals);
  return executeRows(
    ctx.tx,
    sql`with ${sql.join(
      [
        ...namedWrites(writes),
        sql`line as (select * from json_to_recordset(${JSON.stringify(lines)}::json) as l (place integer, entry_id uuid,
          journal_id uuid, account_id uuid, direction entry_direction, amount bigint) ${limitFor(lines.length)})`,
      ],
      sql`, `,
    )},
      journal as (
        ${insertRows(schema.journals, COLUMNS, rowsOf(journals, ctx.now()))}
        on conflict (idempotency_key) do nothing returning id),
      posted as (
        select line.*, a.balance_cents is not null as running,
          case when (line.direction = 'credit') = (a.kind = 'wallet') then line.amount else -line.amount end as signed
        from line join journal on journal.id = line.journal_id join ledger_accounts a on a.id = line.account_id),
      moved as (
        update ledger_accounts a
        set balance_cents = a.balance_cents + t.total, version = a.version + t.entries
        from (select account_id, sum(signed)::bigint as total, count(*)::integer as entries
          from posted where running group by account_id) t
        where a.id = t.account_id
        returning a.id, a.balance_cents - t.total as balance_before, a.version - t.entries as version_before)
      insert into ledger_entries (id, journal_id, account_id, direction, amount_cents, balance_after_cents,
        account_version, posted_at)
      select entry_id, journal_id, account_id, direction, amount,
        balance_before + sum(signed) over (partition by account_id order by place),
        version_before + row_number() over (partition by account_id order by place), ${at}::timestamptz
      from posted left join moved on moved.id = posted.account_id
      returning journal_id, coalesce(balance_after_cents < 0, false)
        and exists (select 1 from posted p where p.entry_id = ledger_entries.id and p.signed < 0) as overdrawn`,
    Entry,
  );
}

/** One alone is locked by its own update; two or more need an order, or two journals could wait for each other. */
async function lockRunningAccounts(ctx: TxContext, journals: NewJournal[]) {
  const ids = runningAccounts(journals);
  if (ids.length < 2) return;
  await ctx.tx
    .select({ id: ledgerAccounts.id })
    .from(ledgerAccounts)
    .where(isOneOf(ledgerAccounts.id, ids))
    .orderBy(asc(ledgerAccounts.id))
    .for("no key update");
}

const linesOf = (ctx: TxContext, journals: NewJournal[]) =>
  journals
    .flatMap(({ journalId, postings }) => postings.map((posting) => ({ journalId, ...posting })))
    .map(({ journalId, account, direction, amountCents }, place) => ({
      place,
      entry_id: ctx.newId(),
      journal_id: journalId,
      account_id: accountIdOf(account),
      direction,
      amount: amountCents,
    }));

const COLUMNS = [
  ...["id", "idempotencyKey", "inputHash", "kind", "description", "paymentId", "billId"],
  ...["reversesJournalId", "actorKind", "actorId", "postedAt"],
];

const rowsOf = (journals: NewJournal[], postedAt: Date) =>
  journals.map(({ actor, journalId, key, ...rest }) => ({
    ...rest,
    id: journalId,
    idempotencyKey: key,
    actorKind: actor.kind,
    actorId: actor.id,
    postedAt,
  }));
