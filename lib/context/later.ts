import { type SQL, type SQLWrapper, sql } from "drizzle-orm";
import type { TxContext } from "./context";

/** Writes of a transaction that wait for its end, so that they can leave in one round trip. */
export interface Later {
  statements: SQL[];
  /** Who has more to write than plain statements (the ledger) takes them along with its own. */
  finish?: (ctx: TxContext, statements: SQL[]) => Promise<void>;
}

/**
 * Puts a write off to the end of the verb: for rows that nothing reads again before. Its failure is then the
 * transaction's. Of two writes to one row only the first counts, so never put off what may be written twice.
 */
export function writeLater(ctx: TxContext, statement: SQLWrapper): void {
  ctx.later.statements.push(statement.getSQL());
}

/** Writes what was put off, in one statement. Verbs do this when they end; before that, whoever must read it. */
export async function flushWrites(ctx: TxContext): Promise<void> {
  const { finish } = ctx.later;
  const statements = ctx.later.statements.splice(0);
  ctx.later.finish = undefined;
  if (finish) await finish(ctx, statements);
  else if (statements.length > 0)
    await ctx.tx.execute(sql`with ${sql.join(namedWrites(statements), sql`, `)} select`);
}

/** Each statement as a named part of a `with`; all see the same snapshot, references are checked at its end. */
export const namedWrites = (statements: SQL[]): SQL[] =>
  statements.map((statement, index) => sql`${sql.raw(`write_${index}`)} as (${statement})`);
