import { pgErrorCode } from "../db";
import { startAfterCommit } from "./after-commit";
import type { Context, TxContext } from "./context";

// serialization_failure and deadlock_detected: the whole transaction may simply be tried again.
const RETRYABLE = new Set(["40001", "40P01"]);
const MAX_ATTEMPTS = 5;

/**
 * Runs the work in the caller's transaction, or in one of its own (read committed), which is tried again
 * on deadlock. After-commit work of joined verbs starts once, after the outermost commit,
 * and is not waited for.
 */
export async function withTransaction<T>(
  ctx: Context,
  work: (ctx: TxContext) => Promise<T>,
): Promise<T> {
  if (ctx.tx && ctx.afterCommit) return work(ctx as TxContext);
  for (let attempt = 1; ; attempt++) {
    const afterCommit: TxContext["afterCommit"] = [];
    try {
      const result = await ctx.db.transaction((tx) => work({ ...ctx, tx, afterCommit }));
      startAfterCommit(ctx, afterCommit);
      return result;
    } catch (error) {
      if (attempt >= MAX_ATTEMPTS || !RETRYABLE.has(pgErrorCode(error) ?? "")) throw error;
    }
  }
}
