import { and, eq, inArray } from "drizzle-orm";
import { claim, type TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { openProvisionally } from "@/services/billing";
import type { Evidence, SettleOutcome } from "../evidence";
import { assignedAway } from "./assigned-away";
import { attachAttempt } from "./attach";
import { quarantine, recordEvidence } from "./record-evidence";
import { findUnlinkedPayment } from "./till-echo";
import type { Attempt } from "./types";

const { stkAttempts } = schema;

/** Success without a receipt: access reopens provisionally and the receipt is waited for. No money is posted. */
export async function settleProvisionally(
  ctx: TxContext,
  evidence: Evidence,
  attempt: Attempt,
): Promise<SettleOutcome> {
  const attemptId = attempt.id;
  if (attempt.state === "paid" || attempt.state === "reversed")
    return { outcome: "nothing", reason: "this attempt has its money" };
  const echo = await findUnlinkedPayment(ctx, attempt);
  if (echo) claim(ctx, `receipt ${echo.receipt}`);
  if (echo && !(await assignedAway(ctx, echo, attempt.customerId)))
    return attachAttempt(ctx, { amountCents: echo.amountCents, evidence }, echo, attempt);
  recordEvidence(ctx, evidence, { attemptId });
  if (attempt.state === "paid_no_receipt") return { outcome: "provisional", attemptId };
  await ctx.tx
    .update(stkAttempts)
    .set({
      state: "paid_no_receipt",
      resultCode: "0",
      resultDescription: evidence.result?.description,
      callbackAt: attempt.callbackAt ?? evidence.receivedAt,
      resolvedAt: ctx.now(),
      nextQueryAt: null,
    })
    .where(eq(stkAttempts.id, attemptId));
  if (attempt.userId)
    await openProvisionally(ctx, {
      userId: attempt.userId,
      periods: attempt.periods,
      cause: { attempt, callbackAt: evidence.receivedAt },
    });
  return { outcome: "provisional", attemptId };
}

/** A failure is written only on an attempt that no money is known for. */
export async function settleFailure(
  ctx: TxContext,
  evidence: Evidence,
  attempt: Attempt,
): Promise<SettleOutcome> {
  const attemptId = attempt.id;
  if (attempt.state === "paid_no_receipt")
    return quarantine(ctx, evidence, "failure reported after success", { attemptId });
  const failed = await ctx.tx
    .update(stkAttempts)
    .set({
      state: "failed",
      resultCode: evidence.result?.code,
      resultDescription: evidence.result?.description,
      callbackAt: attempt.callbackAt ?? evidence.receivedAt,
      resolvedAt: ctx.now(),
      nextQueryAt: null,
    })
    .where(
      and(
        eq(stkAttempts.id, attemptId),
        inArray(stkAttempts.state, ["created", "sent", "unknown", "pending", "expired"]),
      ),
    )
    .returning({ id: stkAttempts.id });
  if (failed.length === 0) return { outcome: "nothing", reason: `attempt is ${attempt.state}` };
  recordEvidence(ctx, evidence, { attemptId });
  return { outcome: "attempt_failed", attemptId };
}
