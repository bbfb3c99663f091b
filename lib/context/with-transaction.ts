import { setTimeout as pause } from "node:timers/promises";
import { pgErrorCode } from "../db";
import { startAfterCommit } from "./after-commit";
import type { Context, TxContext } from "./context";
import { flushWrites, newLater } from "./later";

// serialization_failure and deadlock_detected: the whole transaction may simply be tried again.
const RETRYABLE = new Set(["40001", "40P01"]);
const MAX_ATTEMPTS = 5;
// A victim that comes back at once can take its row again before who waits for it has woken: both are stuck again.
const BACK_OFF_MS = 50;

/**
 * Runs the work in the caller's transaction, or in one of its own (read committed), which is tried again
 * on deadlock, after a moment. After-commit work of joined verbs starts once, after the outermost commit,
 * and is not waited for.
 */
export async function withTransaction<T>(
  ctx: Context,
  work: (ctx: TxContext) => Promise<T>,
): Promise<T> {
  if (isInTransaction(ctx)) return finishing(ctx, work);
  for (let attempt = 1; ; attempt++) {
    const afterCommit: TxContext["afterCommit"] = [];
    try {
      const result = await ctx.db.transaction((tx) =>
        finishing({ ...ctx, tx, afterCommit, later: newLater() }, work),
      );
      startAfterCommit(ctx, afterCommit);
      return result;
    } catch (error) {
      if (attempt >= MAX_ATTEMPTS || !RETRYABLE.has(pgErrorCode(error) ?? "")) throw error;
    }
    await pause(BACK_OFF_MS * attempt * (1 + Math.random()));
  }
}

export const isInTransaction = (ctx: Context): ctx is TxContext =>
  Boolean(ctx.tx && ctx.afterCommit && ctx.later);

/** A verb has written all that it means to when it returns, also to whoever joins it in its transaction. */
export async function finishing<T>(
  ctx: TxContext,
  work: (ctx: TxContext) => Promise<T>,
): Promise<T> {
  const result = await work(ctx);
  await flushWrites(ctx);
  return result;
}
