import { and, asc, eq, inArray, isNotNull, isNull, lt, sql } from "drizzle-orm";
import { authorise, type Context, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { isPaused } from "@/services/installation";
import { enqueueEvent } from "@/services/outbox";
import { isOpen, OPEN_AT_MOST_MS, PUSH_WITHIN_MS } from "./attempt-states";

const { stkAttempts } = schema;
/** Longer than a call to M-Pesa can take: whoever sent this push is not coming back with a reply. */
const REPLY_WITHIN_MS = 30_000;
/** The tick comes once a minute: look ahead to the next one. */
const LOOK_AHEAD_MS = 60_000;
const BATCH = 200;

export interface SweptAttempts {
  expired: number;
  lostReplies: number;
  queries: number;
}

/**
 * Sweep: ends attempts whose time is over, names those whose reply was lost, and wakes the queries that are due
 * before the next sweep. Bounded.
 */
export async function sweepAttempts(ctx: Context): Promise<SweptAttempts> {
  authorise(ctx, { job: true });
  const lostReplies = await nameLostReplies(ctx);
  const expired = (await expireUnpushed(ctx)) + (await expireOld(ctx));
  await forgetFinished(ctx);
  const queries = (await isPaused(ctx)) ? 0 : await wakeQueries(ctx);
  return { expired, lostReplies, queries };
}

const before = (ctx: Context, ms: number) => new Date(ctx.now().getTime() - ms);

/** The process died between claim and reply: the prompt may be on the phone, so it is not sent again. */
async function nameLostReplies(ctx: Context): Promise<number> {
  const rows = await ctx.db
    .update(stkAttempts)
    .set({ state: "unknown" })
    .where(
      and(
        eq(stkAttempts.state, "sent"),
        isNull(stkAttempts.checkoutRequestId),
        lt(stkAttempts.pushedAt, before(ctx, REPLY_WITHIN_MS)),
      ),
    )
    .returning({ id: stkAttempts.id });
  return rows.length;
}

/** Its event was lost or came too late: the customer has given up, a prompt now would only startle. */
async function expireUnpushed(ctx: Context): Promise<number> {
  const rows = await ctx.db
    .update(stkAttempts)
    .set({ state: "expired", resolvedAt: ctx.now() })
    .where(
      and(
        eq(stkAttempts.state, "created"),
        lt(stkAttempts.requestedAt, before(ctx, PUSH_WITHIN_MS)),
      ),
    )
    .returning({ id: stkAttempts.id });
  return rows.length;
}

/** No news for a long time. Queries go on, and a late success is still accepted. */
async function expireOld(ctx: Context): Promise<number> {
  const rows = await ctx.db
    .update(stkAttempts)
    .set({ state: "expired", resolvedAt: ctx.now() })
    .where(and(isOpen, lt(stkAttempts.requestedAt, before(ctx, OPEN_AT_MOST_MS))))
    .returning({ id: stkAttempts.id });
  return rows.length;
}

async function forgetFinished(ctx: Context) {
  await ctx.db
    .update(stkAttempts)
    .set({ nextQueryAt: null })
    .where(
      and(
        isNotNull(stkAttempts.nextQueryAt),
        inArray(stkAttempts.state, ["paid", "paid_no_receipt", "reversed"]),
      ),
    );
}

async function wakeQueries(ctx: Context): Promise<number> {
  const horizon = new Date(ctx.now().getTime() + LOOK_AHEAD_MS);
  return withTransaction(ctx, async (tx) => {
    const due = await tx.tx
      .select({ id: stkAttempts.id })
      .from(stkAttempts)
      .where(
        and(
          isNotNull(stkAttempts.nextQueryAt),
          lt(stkAttempts.nextQueryAt, horizon),
          isNotNull(stkAttempts.checkoutRequestId),
        ),
      )
      .orderBy(asc(stkAttempts.nextQueryAt), sql`${stkAttempts.id}`)
      .limit(BATCH);
    for (const { id } of due)
      await enqueueEvent(tx, "payments/attempt.query.due", { attemptId: id });
    return due.length;
  });
}
