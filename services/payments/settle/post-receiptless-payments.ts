import { and, asc, eq, isNull, lt, notExists, sql } from "drizzle-orm";
import { authorise, type Context, type TxContext, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { attachAttempt } from "./attach";
import { postPayment } from "./credit";
import { findUnlinkedPayment } from "./till-echo";

const WAIT_MS = 30 * 60_000;
const OVERDUE_MS = 48 * 3_600_000;
const BATCH = 100;
const { callbackInbox, paymentChannels, paymentEvidence, payments, stkAttempts } = schema;

/**
 * Sweep: money that a query vouched for and that no way has brought a receipt for in half an hour is posted under its
 * attempt; a receipt that comes later attaches to it. An attempt that was also reported as failed, or of which M-Pesa's
 * own callback could not be believed (it names another amount), is left to staff. Marks what has had no receipt for two
 * days. Returns how many were posted. Errors: forbidden.
 */
export async function postReceiptlessPayments(ctx: Context): Promise<number> {
  authorise(ctx, { job: true });
  const due = await ctx.db
    .select({ id: stkAttempts.id })
    .from(stkAttempts)
    .where(isDue(ctx))
    .orderBy(asc(stkAttempts.resolvedAt))
    .limit(BATCH);
  let posted = 0;
  for (const { id } of due) if (await postQuietly(ctx, id)) posted++;
  await markOverdue(ctx);
  return posted;
}

/** One that cannot be posted holds up no other. */
async function postQuietly(ctx: Context, attemptId: string): Promise<boolean> {
  try {
    return await withTransaction(ctx, (tx) => postOne(tx, attemptId));
  } catch (error) {
    ctx.log.error({ err: error, attemptId }, "a payment without a receipt could not be posted");
    return false;
  }
}

function isDue(ctx: Context) {
  const contradicted = ctx.db
    .select({ one: sql`1` })
    .from(paymentEvidence)
    .where(
      and(
        eq(paymentEvidence.attemptId, stkAttempts.id),
        sql`${paymentEvidence.summary} ? 'quarantined'`,
      ),
    );
  const disbelieved = ctx.db
    .select({ one: sql`1` })
    .from(callbackInbox)
    .where(
      and(
        eq(callbackInbox.tokenHash, stkAttempts.tokenHash),
        eq(callbackInbox.kind, "stk_callback"),
        eq(callbackInbox.status, "quarantined"),
        eq(callbackInbox.sourceTrusted, true),
      ),
    );
  return and(
    eq(stkAttempts.state, "paid_no_receipt"),
    lt(stkAttempts.resolvedAt, new Date(ctx.now().getTime() - WAIT_MS)),
    notExists(contradicted),
    notExists(disbelieved),
  );
}

async function postOne(ctx: TxContext, attemptId: string): Promise<boolean> {
  const [row] = await ctx.tx
    .select({ attempt: stkAttempts, channel: paymentChannels })
    .from(stkAttempts)
    .innerJoin(paymentChannels, eq(paymentChannels.id, stkAttempts.channelId))
    .where(and(eq(stkAttempts.id, attemptId), isDue(ctx)))
    .for("no key update", { of: stkAttempts });
  if (!row) return false;
  const { attempt, channel } = row;
  const receivedAt = attempt.callbackAt ?? ctx.now();
  const echo = await findUnlinkedPayment(ctx, attempt);
  if (echo) {
    const evidence = { kind: "stk_query" as const, channelId: channel.id, receivedAt };
    await attachAttempt(ctx, { amountCents: echo.amountCents, evidence }, echo, attempt);
    return false;
  }
  const [payment] = await ctx.tx
    .insert(payments)
    .values({
      id: ctx.newId(),
      channelId: channel.id,
      provider: channel.provider,
      environment: channel.environment,
      attemptId,
      customerId: attempt.customerId,
      status: "credited",
      source: "stk_query",
      amountCents: attempt.amountCents,
      accountReference: attempt.accountReference,
      paidAt: attempt.resolvedAt ?? ctx.now(),
      flags: ["receipt_missing"],
      createdAt: ctx.now(),
    })
    .onConflictDoNothing()
    .returning();
  if (!payment) return false;
  await postPayment(ctx, { payment, attempt, receivedAt });
  return true;
}

async function markOverdue(ctx: Context) {
  await ctx.db
    .update(payments)
    .set({ flags: sql`array_append(${payments.flags}, 'receipt_overdue')` })
    .where(
      and(
        isNull(payments.receipt),
        eq(payments.status, "credited"),
        lt(payments.createdAt, new Date(ctx.now().getTime() - OVERDUE_MS)),
        sql`not 'receipt_overdue' = any (${payments.flags})`,
      ),
    );
}
