import { eq } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, type TxContext, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { conflict, notFound } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { recordAudit } from "@/services/audit";
import { moveToPrompt } from "./same-money/move-to-prompt";
import { undoSecondCredit } from "./same-money/undo-second-credit";
import { Reason } from "./schemas";
import { allocatedBefore } from "./settle/attach";
import { spend } from "./settle/credit";
import type { Attempt, Payment } from "./settle/types";
import { type Holder, holdersOf } from "./take-back/holders";
import { takeBackPurchases } from "./take-back/take-back-purchases";
import { tellOfReversal } from "./take-back/tell-of-reversal";

const Input = z.object({ attemptId: uuid(), paymentId: uuid(), reason: Reason });
const { payments, stkAttempts } = schema;

/**
 * Staff say that a receipt is the money of a push that was paid without one. The receipt's payment becomes the push's;
 * what was posted without a receipt is taken back, so that the money counts once; whoever had it wrongly gives it back,
 * with what it bought. Once, however many press. Errors: forbidden, not_found, invalid (reason), conflict (joined
 * before, belongs to another push, reversed, another amount or shortcode).
 */
export async function joinReceipt(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<{ paymentId: string; customerId: string }> {
  authorise(ctx, { staff: "payments.reverse" });
  const { attemptId, paymentId, reason } = Input.parse(input);
  return withTransaction(ctx, async (tx) => {
    const { attempt, own, standing } = await lock(tx, attemptId, paymentId);
    const holders = await holdersOf(tx, standing);
    requireJoinable(attempt, own, standing);
    const why = `Same money as ${standing.receipt}: ${reason}`;
    if (own) await undoSecondCredit(tx, { own, standing, reason: why });
    const payment = await moveToPrompt(tx, { attempt, standing, holders });
    if (!own) await doItsWork(tx, { payment, attempt, holders });
    await takeFromWrongOnes(tx, { own, standing, attempt, holders, reason: why });
    await recordAudit(tx, {
      action: "payments.join-receipt",
      entity: { kind: "payment", id: payment.id },
      data: { attemptId, reversedPaymentId: own?.id, from: holders, reason },
    });
    return { paymentId: payment.id, customerId: attempt.customerId };
  });
}

/** Attempt before payments before wallets: the order in which `settle` locks them. */
async function lock(ctx: TxContext, attemptId: string, paymentId: string) {
  const [attempt] = await ctx.tx
    .select()
    .from(stkAttempts)
    .where(eq(stkAttempts.id, attemptId))
    .for("no key update");
  if (!attempt) throw notFound("prompt");
  const [own] = await ctx.tx
    .select()
    .from(payments)
    .where(eq(payments.attemptId, attemptId))
    .for("no key update");
  const [standing] = await ctx.tx
    .select()
    .from(payments)
    .where(eq(payments.id, paymentId))
    .for("no key update");
  if (!standing) throw notFound("payment");
  return { attempt, own, standing };
}

function requireJoinable(attempt: Attempt, own: Payment | undefined, standing: Payment) {
  if (own?.receipt) throw conflict("This prompt has its receipt already.");
  const isWaiting = own ? own.status === "credited" : attempt.state === "paid_no_receipt";
  if (!isWaiting) throw conflict("This prompt is not waiting for a receipt.");
  if (!standing.receipt || standing.status === "reversed" || standing.attemptId)
    throw conflict(
      "This payment cannot be the one: it was reversed, or belongs to another prompt.",
    );
  if (standing.channelId !== attempt.channelId)
    throw conflict("They were paid to different shortcodes, so they are two payments.");
  if (standing.amountCents !== (own ?? attempt).amountCents)
    throw conflict("Their amounts differ, so they are two payments.");
}

/** Nothing was posted yet: now the money buys what the push was for. */
async function doItsWork(
  ctx: TxContext,
  { payment, attempt, holders }: { payment: Payment; attempt: Attempt; holders: Holder[] },
) {
  const before = await allocatedBefore(ctx, payment.id, attempt.customerId);
  const wasTold = holders.length > 0;
  await spend(ctx, {
    payment,
    attempt,
    ...before,
    smsKey: wasTold ? `payment:${payment.id}:${attempt.customerId}` : undefined,
    receivedAt: ctx.now(),
  });
}

/** Whoever had the money beside its owner, and its owner where it was counted twice: what it bought goes with it. */
async function takeFromWrongOnes(
  ctx: TxContext,
  joined: {
    own?: Payment;
    standing: Payment;
    attempt: Attempt;
    holders: Holder[];
    reason: string;
  },
) {
  const { own, standing, attempt, holders, reason } = joined;
  for (const holder of holders) {
    const isOwner = holder.customerId === attempt.customerId;
    if (isOwner && !own) continue;
    await takeBackPurchases(ctx, standing.id, holder.customerId, reason);
    await tellOfReversal(ctx, isOwner && own ? own : standing, holder);
  }
}
