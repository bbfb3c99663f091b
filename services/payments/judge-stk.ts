import { and, eq, ne } from "drizzle-orm";
import { claimFirst, type TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { classifyResult, parseStkCallback, type StkCallback } from "@/lib/mpesa";
import { type Attempt, isOpen } from "./attempt-states";
import type { InboxRow, Judgement } from "./judge-callback";
import { quarantine, settled } from "./judgement";
import { settle } from "./settle";
import { lockAttempt } from "./settle/lock-attempt";
import { verifyAttempt } from "./verify-first";

const { stkAttempts } = schema;

/**
 * An STK callback is believed at once only if its secret address, its source, its ids and its amount all fit
 * the attempt. Anything less changes nothing and makes us ask M-Pesa ourselves.
 */
export async function judgeStk(ctx: TxContext, row: InboxRow): Promise<Judgement> {
  const callback = parseStkCallback(row.body);
  if (!callback) return quarantine("The body is no STK callback.");
  const named = await lockAttempt(ctx, { by: "tokenHash", value: row.tokenHash });
  if (!named) return quarantine("The secret in its address is unknown.");
  const { attempt } = named;
  claimFirst(ctx, `customer ${attempt.customerId}`);
  // Which of two attempts has these ids, the second has to see.
  claimFirst(ctx, `checkout ${callback.checkoutRequestId}`);
  if (callback.receipt) claimFirst(ctx, `receipt ${callback.receipt}`);
  const doubt = await findDoubt(ctx, row, attempt, callback);
  if (!doubt) return believe(ctx, row, attempt, callback);
  if (doubt.verify) await verifyAttempt(ctx, attempt);
  return quarantine(doubt.reason);
}

interface Doubt {
  reason: string;
  /** Something may have happened: ask M-Pesa. */
  verify: boolean;
}

async function findDoubt(
  ctx: TxContext,
  row: InboxRow,
  attempt: Attempt,
  callback: StkCallback,
): Promise<Doubt | undefined> {
  if (!attempt.pushedAt) return { reason: "The payment request has not left yet.", verify: false };
  if (!(await idsFit(ctx, attempt, callback)))
    return { reason: "Its ids are not those of this payment request.", verify: true };
  if (!row.sourceTrusted)
    return { reason: `It came from ${row.sourceAddress}, which is not M-Pesa's.`, verify: true };
  const paid = classifyResult(callback.resultCode).outcome === "paid";
  const { amountCents } = callback;
  if (paid && amountCents !== undefined && amountCents !== attempt.amountCents)
    return { reason: "Its amount is not what was asked for.", verify: true };
  return undefined;
}

/** Ids that the push's reply has told us must be the same; unknown ones must not belong to another attempt. */
async function idsFit(ctx: TxContext, attempt: Attempt, callback: StkCallback): Promise<boolean> {
  if (attempt.checkoutRequestId !== null)
    return (
      attempt.checkoutRequestId === callback.checkoutRequestId &&
      attempt.merchantRequestId === callback.merchantRequestId
    );
  const [other] = await ctx.tx
    .select({ id: stkAttempts.id })
    .from(stkAttempts)
    .where(
      and(
        eq(stkAttempts.checkoutRequestId, callback.checkoutRequestId),
        ne(stkAttempts.id, attempt.id),
      ),
    )
    .limit(1);
  return other === undefined;
}

async function believe(
  ctx: TxContext,
  row: InboxRow,
  attempt: Attempt,
  callback: StkCallback,
): Promise<Judgement> {
  await adoptIds(ctx, attempt, callback);
  const { outcome } = classifyResult(callback.resultCode);
  if (outcome === "pending" || outcome === "unknown") return keepAsking(ctx, attempt, callback);
  // Without receipt or amount it is worth as much as a query's yes: access now, money when we know it.
  const complete = callback.receipt !== undefined && callback.amountCents !== undefined;
  const result = await settle(ctx, {
    kind: "stk_callback",
    channelId: attempt.channelId,
    attemptId: attempt.id,
    result: { code: callback.resultCode, description: callback.resultDescription },
    receipt: complete ? callback.receipt : undefined,
    amountCents: complete ? callback.amountCents : undefined,
    paidAt: plausible(callback.paidAt, attempt.requestedAt),
    payer: { number: callback.payerNumber },
    inboxId: row.id,
    receivedAt: row.receivedAt,
  });
  return settled(ctx, attempt.id, result);
}

/** The callback was faster than the push's reply, or the reply was lost: now the ids are known. */
async function adoptIds(ctx: TxContext, attempt: Attempt, callback: StkCallback) {
  if (attempt.checkoutRequestId !== null) return;
  const { merchantRequestId, checkoutRequestId } = callback;
  await ctx.tx
    .update(stkAttempts)
    .set({
      merchantRequestId,
      checkoutRequestId,
      promptedAt: attempt.promptedAt ?? attempt.pushedAt,
    })
    .where(eq(stkAttempts.id, attempt.id));
}

async function keepAsking(
  ctx: TxContext,
  attempt: Attempt,
  callback: StkCallback,
): Promise<Judgement> {
  const { resultCode, resultDescription } = callback;
  await ctx.tx
    .update(stkAttempts)
    .set({ state: "pending", resultCode, resultDescription })
    .where(and(eq(stkAttempts.id, attempt.id), isOpen));
  await verifyAttempt(ctx, attempt);
  return { verdict: "processed", outcome: `code ${resultCode} is not final` };
}

const DAY_MS = 86_400_000;

/** Nobody pays for a push before it was pressed; clocks may differ. */
function plausible(at: Date | undefined, pressedAt: Date): Date | undefined {
  return at && at.getTime() > pressedAt.getTime() - DAY_MS ? at : undefined;
}
