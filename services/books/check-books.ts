import { sql } from "drizzle-orm";
import { authorise, type Context, withTransaction } from "@/lib/context";
import { pgErrorCode, schema } from "@/lib/db";
import {
  type BrokenInvariant,
  checkInvariant,
  INVARIANTS,
  type Invariant,
} from "@/services/ledger";

const { booksChecks } = schema;
export type BooksCheck = typeof booksChecks.$inferSelect;

/** One promise may take this long, all of them together that long; what is left over counts as not kept. */
const PROMISE_MS = 30_000;
const ALL_MS = 240_000;
const ROWS_KEPT = 50;
const QUERY_CANCELED = "57014";

/**
 * Holds every promise of the books against the database and keeps the result. Nothing is changed. A promise that
 * could not be checked in time is reported like a broken one: silence is not green. Errors: forbidden.
 */
export async function checkBooks(
  ctx: Context,
  { promiseMs = PROMISE_MS }: { promiseMs?: number } = {},
): Promise<BooksCheck> {
  authorise(ctx, { staff: "billing.write", job: true });
  const started = performance.now();
  const broken: BrokenInvariant[] = [];
  for (const invariant of INVARIANTS) {
    const left = ALL_MS - (performance.now() - started);
    const rows = await rowsAgainst(ctx, invariant, Math.min(promiseMs, left));
    if (rows.length > 0) broken.push({ id: invariant.id, promise: invariant.promise, rows });
  }
  const [check] = await ctx.db
    .insert(booksChecks)
    .values({
      id: ctx.newId(),
      ranAt: ctx.now(),
      inOrder: broken.length === 0,
      broken,
      durationMs: Math.round(performance.now() - started),
    })
    .returning();
  if (!check) throw new Error("the check could not be kept");
  if (!check.inOrder)
    ctx.log.error({ broken: broken.map((one) => one.id) }, "the books are not in order");
  return check;
}

async function rowsAgainst(ctx: Context, invariant: Invariant, budgetMs: number) {
  if (budgetMs <= 0) return [notChecked("There was no time left for it.")];
  try {
    return await withTransaction({ ...ctx, tx: undefined, afterCommit: undefined }, async (tx) => {
      await tx.tx.execute(sql.raw(`set local statement_timeout = ${Math.ceil(budgetMs)}`));
      return checkInvariant(tx.tx, invariant, { now: tx.now(), limit: ROWS_KEPT });
    });
  } catch (error) {
    if (pgErrorCode(error) !== QUERY_CANCELED) throw error;
    return [notChecked(`It was not done within ${Math.round(budgetMs / 1000)} seconds.`)];
  }
}

const notChecked = (why: string) => ({ not_checked: why });
