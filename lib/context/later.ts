import { type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { gathered } from "./company";
import type { TxContext } from "./context";

/** Writes all items in one statement of its own kind, and the given statements with them. */
export type Closing<T> = (ctx: TxContext, items: T[], statements: SQL[]) => Promise<void>;

/** One statement that writes all items. */
export type SetWrite<T> = (items: T[]) => SQL;

/** Writes of a transaction that wait for its end, so that they can leave in one round trip. */
export interface Later {
  statements: SQL[];
  sets: { write: SetWrite<unknown>; item: unknown }[];
  /** Who has more to write than plain statements (the ledger) takes them along with its own. */
  closing?: { write: Closing<unknown>; items: unknown[] };
}

export const newLater = (): Later => ({ statements: [], sets: [] });

/**
 * Puts a write off to the end of the verb: for rows that nothing reads again before. Its failure is then the
 * transaction's. Of two writes to one row only the first counts, so never put off what may be written twice.
 */
export function writeLater(ctx: TxContext, statement: SQLWrapper): void {
  ctx.later.statements.push(statement.getSQL());
}

/** The same, in one statement with all other items of this write. */
export function addLater<T>(ctx: TxContext, write: SetWrite<T>, item: T): void {
  ctx.later.sets.push({ write: write as SetWrite<unknown>, item });
}

/** The same for what has a closing statement of its own: one kind in a transaction. */
export function closeLater<T>(ctx: TxContext, write: Closing<T>, item: T): void {
  const closing = ctx.later.closing ?? { write: write as Closing<unknown>, items: [] };
  if (closing.write !== write) throw new Error("a transaction has one closing statement");
  closing.items.push(item);
  ctx.later.closing = closing;
}

/** Writes what was put off, in one statement. Verbs do this when they end; before that, whoever must read it. */
export async function flushWrites(ctx: TxContext): Promise<void> {
  const { closing, sets, statements } = ctx.later;
  if (!closing && sets.length === 0 && statements.length === 0) return;
  Object.assign(ctx.later, newLater(), { closing: undefined });
  await flush(ctx, { closing, sets, statements });
}

const flush = gathered(async (ctx, all: Later[]) => {
  const statements = [
    ...statementsOf(all.flatMap(({ sets }) => sets)),
    ...all.flatMap((later) => later.statements),
  ];
  const items = all.flatMap(({ closing }) => closing?.items ?? []);
  const closing = all.find((later) => later.closing)?.closing;
  if (closing) await closing.write(ctx, items, statements);
  else await ctx.tx.execute(sql`with ${sql.join(namedWrites(statements), sql`, `)} select`);
  return all.map(() => undefined);
});

function statementsOf(sets: Later["sets"]): SQL[] {
  const byWrite = new Map<SetWrite<unknown>, unknown[]>();
  for (const { write, item } of sets) byWrite.set(write, [...(byWrite.get(write) ?? []), item]);
  return [...byWrite].map(([write, items]) => write(items));
}

/** Each statement as a named part of a `with`; all see the same snapshot, references are checked at its end. */
export const namedWrites = (statements: SQL[]): SQL[] =>
  statements.map((statement, index) => sql`${sql.raw(`write_${index}`)} as (${statement})`);
