import { and, eq, isNotNull, lte, notInArray, sql } from "drizzle-orm";
import type { z } from "zod";
import { authorise, type Context } from "@/lib/context";
import { schema } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { DarajaError, type QueryResult, stkQuery } from "@/lib/mpesa";
import { type ThrottleRule, throttle } from "@/lib/throttle";
import { isPaused } from "@/services/installation";
import { type Attempt, isOpen } from "./attempt-states";
import { type Channel, openMpesaChannel } from "./open-channel";
import { ByAttempt } from "./schemas";
import { settle } from "./settle";

const { stkAttempts } = schema;

/** While one process asks, no other does; after a crash the attempt is due again. */
const LEASE_MS = 60_000;
/** Delay before the n-th next query, then every hour until two days after the press. */
const BACKOFF_SECONDS = [30, 60, 120, 300, 900, 3600];
const GIVE_UP_MS = 48 * 3_600_000;
/** A wrong set-up is not asked about at full pace. */
const SETUP_RETRY_MS = 15 * 60_000;

/** Sandbox answers 429 above 5 in 60 seconds, one at a time; the live limit is unknown. (Seen in use) */
const LIMITS: Record<Channel["environment"], Pick<ThrottleRule, "points" | "durationSeconds">> = {
  simulator: { points: 5, durationSeconds: 61 },
  sandbox: { points: 1, durationSeconds: 13 },
  production: { points: 1, durationSeconds: 1 },
};

export type QueryOutcome =
  | { outcome: "not_due" | "throttled" | "paused" | "setup" }
  | { outcome: "pending"; reason: string }
  | { outcome: "answered"; code: string; settled: string };

/**
 * Asks M-Pesa what became of an attempt whose query is due, and settles a final word. It names no receipt and
 * no amount, so a success opens access provisionally at most. Calls of all processes share one budget.
 */
export async function queryAttempt(
  ctx: Context,
  input: z.input<typeof ByAttempt>,
): Promise<QueryOutcome> {
  authorise(ctx, { job: true });
  const { attemptId } = ByAttempt.parse(input);
  if (await isPaused(ctx)) return { outcome: "paused" };
  const attempt = await claim(ctx, attemptId);
  if (!attempt?.checkoutRequestId) return { outcome: "not_due" };
  const { channel, client } = await openMpesaChannel(ctx, attempt.channelId);
  if (!(await mayAsk(ctx, channel))) return putBack(ctx, attempt);
  try {
    const result = await stkQuery(client, attempt.checkoutRequestId);
    return await record(ctx, attempt, result);
  } catch (error) {
    if (!(error instanceof DarajaError)) throw error;
    ctx.log.error({ err: error }, "M-Pesa refuses queries: check the set-up");
    await schedule(ctx, attempt, SETUP_RETRY_MS);
    return { outcome: "setup" };
  }
}

async function claim(ctx: Context, attemptId: string): Promise<Attempt | undefined> {
  const now = ctx.now();
  const [attempt] = await ctx.db
    .update(stkAttempts)
    .set({ nextQueryAt: new Date(now.getTime() + LEASE_MS) })
    .where(
      and(
        eq(stkAttempts.id, attemptId),
        lte(stkAttempts.nextQueryAt, now),
        isNotNull(stkAttempts.checkoutRequestId),
        notInArray(stkAttempts.state, ["paid", "paid_no_receipt", "reversed"]),
      ),
    )
    .returning();
  return attempt;
}

async function mayAsk(ctx: Context, channel: Channel): Promise<boolean> {
  try {
    await throttle(ctx, { name: "daraja-query", ...LIMITS[channel.environment] }, channel.id);
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === "rate_limited") return false;
    throw error;
  }
}

/** Not asked, so not counted; spread out, so that a crowd does not come back at the same moment. */
async function putBack(ctx: Context, attempt: Attempt): Promise<QueryOutcome> {
  await schedule(ctx, attempt, 10_000 + Math.random() * 20_000);
  return { outcome: "throttled" };
}

async function schedule(ctx: Context, attempt: Attempt, delayMs: number) {
  await ctx.db
    .update(stkAttempts)
    .set({ nextQueryAt: new Date(ctx.now().getTime() + delayMs) })
    .where(and(eq(stkAttempts.id, attempt.id), isNotNull(stkAttempts.nextQueryAt)));
}

async function record(ctx: Context, attempt: Attempt, result: QueryResult): Promise<QueryOutcome> {
  if (result.state === "pending") {
    await askAgainLater(ctx, attempt);
    return { outcome: "pending", reason: result.reason };
  }
  const { code, description } = result;
  const settled = await settle(ctx, {
    kind: "stk_query",
    channelId: attempt.channelId,
    attemptId: attempt.id,
    result: { code, description },
    receivedAt: ctx.now(),
  });
  // A crash before this line asks and settles once more, which changes nothing.
  await ctx.db
    .update(stkAttempts)
    .set({ queryCount: sql`${stkAttempts.queryCount} + 1`, nextQueryAt: null })
    .where(eq(stkAttempts.id, attempt.id));
  return { outcome: "answered", code, settled: settled.outcome };
}

async function askAgainLater(ctx: Context, attempt: Attempt) {
  const now = ctx.now().getTime();
  const seconds = BACKOFF_SECONDS[attempt.queryCount] ?? 3600;
  const next = new Date(now + seconds * 1000);
  const over = next.getTime() - attempt.requestedAt.getTime() > GIVE_UP_MS;
  await ctx.db
    .update(stkAttempts)
    .set({ queryCount: sql`${stkAttempts.queryCount} + 1`, nextQueryAt: over ? null : next })
    .where(and(eq(stkAttempts.id, attempt.id), isNotNull(stkAttempts.nextQueryAt)));
  await ctx.db
    .update(stkAttempts)
    .set({ state: "pending" })
    .where(and(eq(stkAttempts.id, attempt.id), isOpen));
}
