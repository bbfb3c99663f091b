import { sql } from "drizzle-orm";
import { v7 } from "uuid";
import { z } from "zod";
import { withTransaction } from "@/lib/context";
import { type Db, executeRows, type Tx } from "@/lib/db";
import { settle } from "@/services/payments";
import { perSecond } from "./measure";
import { type BenchWorld, lapseAndPress } from "./world";

const INSERTED = [
  ...["payments", "payment_evidence", "bills", "bill_lines", "journals", "ledger_entries"],
  ...["allocations", "renewals", "restorations", "messages", "outbox"],
];
/** Each with its key, and what a settlement changes. */
const UPDATED = {
  stk_attempts: {
    key: ["id"],
    changed: ["state", "result_code", "next_query_at", "callback_at", "resolved_at"],
  },
  users: {
    key: ["id"],
    changed: ["paid_until", "anchor_day", "expired_at", "provisional_until", "credit_until"],
  },
  ledger_accounts: { key: ["id"], changed: ["balance_cents", "version"] },
  desired_states: {
    key: ["user_id", "router_id"],
    changed: ["generation", "intent", "intent_hash", "reason", "declared_at"],
  },
  sync_states: {
    key: ["user_id", "router_id"],
    changed: ["status", "requested_seq", "urgent", "next_attempt_at", "updated_at"],
  },
};
/** Twice as many at once as eight callers can be: company at its best. */
const TOGETHER = 8;
const AT_ONCE = 2;

type Row = Record<string, unknown>;
type Rows = Record<string, Row[]>;

/**
 * What is left of a settlement when nothing is decided: the very rows that one has left, made anew for everybody else, by
 * one bare statement in a transaction for eight of them. No verb, no lock, no look; what follows a commit is left out.
 */
export async function rowsOnlyPerSecond(world: BenchWorld, db: Db): Promise<number> {
  const [first, ...others] = await lapseAndPress(world);
  if (!first) throw new Error("no callback");
  // Read before the commit: the bill is numbered after it.
  const model = await withTransaction(world.job, async (tx) => {
    await settle(tx, first);
    return rowsWritten(tx.tx);
  });
  const owners = await ownersOf(
    db,
    others.map(({ attemptId }) => attemptId ?? ""),
  );
  const [own] = await ownersOf(db, [first.attemptId ?? ""]);
  const copies = owners.map((owner) => copyFor(model, own ?? [], owner));
  const batches = Array.from({ length: Math.floor(copies.length / TOGETHER) }, (_, n) =>
    copies.slice(n * TOGETHER, (n + 1) * TOGETHER),
  );
  const writes = batches.map((batch) => {
    const write = writeAll(batch);
    return () => db.transaction((tx) => tx.execute(write));
  });
  return TOGETHER * (await perSecond(writes, AT_ONCE));
}

/** All rows that this transaction has written. */
async function rowsWritten(tx: Tx): Promise<Rows> {
  const Found = z.object({ row: z.record(z.string(), z.unknown()) });
  const rows: Rows = {};
  for (const table of [...INSERTED, ...Object.keys(UPDATED)]) {
    const found = await executeRows(
      tx,
      sql`select to_jsonb(t) as row from ${sql.identifier(table)} t
        where t.xmin = pg_current_xact_id()::xid`,
      Found,
    );
    rows[table] = found.map(({ row }) => row);
  }
  return rows;
}

/** Of each attempt: what its settlement's rows refer to. */
async function ownersOf(db: Db, attemptIds: string[]): Promise<string[][]> {
  const Found = z.object({ ids: z.array(z.string()) });
  const found = await executeRows(
    db,
    sql`select array[a.id, a.customer_id, a.user_id, w.id]::text[] as ids
      from stk_attempts a join ledger_accounts w on w.customer_id = a.customer_id
      where a.id = any(${sql.param(attemptIds)}::uuid[])`,
    Found,
  );
  return found.map(({ ids }) => ids);
}

let count = 0;

/** The same rows under ids of their own, about somebody else. */
function copyFor(model: Rows, own: string[], owner: string[]): Rows {
  const names = new Map(own.map((id, n) => [id, owner[n] ?? id]));
  for (const table of INSERTED)
    for (const row of model[table] ?? []) names.set(String(row.id), v7());
  let text = JSON.stringify(model);
  for (const [from, to] of names) text = text.replaceAll(from, to);
  const copy: Rows = JSON.parse(text);
  for (const row of copy.payments ?? []) row.receipt = `Z${String(++count).padStart(9, "0")}`;
  for (const row of copy.ledger_entries ?? [])
    if (row.account_version !== null) row.account_version = 1_000_000 + ++count;
  return copy;
}

function writeAll(batch: Rows[]) {
  const given = (table: string) => {
    const rows = JSON.stringify(batch.flatMap((copy) => copy[table] ?? []));
    return sql`json_populate_recordset(null::${sql.identifier(table)}, ${rows}::json)`;
  };
  const inserts = INSERTED.map(
    (table) => sql`insert into ${sql.identifier(table)} select * from ${given(table)}`,
  );
  const updates = Object.entries(UPDATED).map(([table, { key, changed }]) => {
    const set = sql.raw(changed.map((name) => `"${name}" = n."${name}"`).join(", "));
    const same = sql.raw(key.map((name) => `t."${name}" = n."${name}"`).join(" and "));
    const few = sql.raw(`limit ${TOGETHER}`);
    return sql`update ${sql.identifier(table)} t set ${set} from (select * from ${given(table)} ${few}) n where ${same}`;
  });
  const parts = [...inserts, ...updates].map((write, n) => sql`${sql.raw(`w${n}`)} as (${write})`);
  return sql`with ${sql.join(parts, sql`, `)} select`;
}
