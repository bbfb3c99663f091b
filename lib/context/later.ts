import { type SQL, sql } from "drizzle-orm";
import { groupBy } from "../group-by";
import { gathered } from "./company";
import type { TxContext } from "./context";

/** Writes all items in one statement of its own kind, and the given statements with them. */
export type Closing<T> = (ctx: TxContext, items: T[], statements: SQL[]) => Promise<void>;

/** One statement that writes all items. */
export type SetWrite<T> = (items: T[]) => SQL;

/** Writes of a transaction that wait for its end, so that they can leave in one round trip. */
export interface Later {
  sets: { write: SetWrite<unknown>; item: unknown }[];
  /** Who has more to write than plain statements (the ledger) takes them along with its own. */
  closing?: { write: Closing<unknown>; items: unknown[] };
}

export const newLater = (): Later => ({ sets: [] });

/**
 * Puts a write off to the end of the verb, where it leaves in one statement with all other items of its kind: for rows
 * that nothing reads again before. Its failure is then the transaction's. Of two writes to one row only the first
 * counts, so never put off what may be written twice.
 */
export function writeLater<T>(ctx: TxContext, write: SetWrite<T>, item: T): void {
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
  const { closing, sets } = ctx.later;
  if (!closing && sets.length === 0) return;
  Object.assign(ctx.later, newLater(), { closing: undefined });
  await flush(ctx, { closing, sets });
}

const flush = gathered("end", async (ctx, all: Later[]) => {
  const sets = groupBy(
    all.flatMap((later) => later.sets),
    ({ write }) => write,
  );
  const statements = [...sets].map(([write, items]) => write(items.map(({ item }) => item)));
  const items = all.flatMap(({ closing }) => closing?.items ?? []);
  const closing = all.find((later) => later.closing)?.closing;
  if (closing) await closing.write(ctx, items, statements);
  else await ctx.tx.execute(sql`with ${sql.join(namedWrites(statements), sql`, `)} select`);
  return all.map(() => undefined);
});

/** Each statement as a named part of a `with`; all see the same snapshot, references are checked at its end. */
export const namedWrites = (statements: SQL[]): SQL[] =>
  statements.map((statement, index) => sql`${sql.raw(`write_${index}`)} as (${statement})`);
