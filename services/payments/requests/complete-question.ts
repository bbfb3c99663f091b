import type { TxContext } from "@/lib/context";
import { type AsyncResult, classifyAsyncResult } from "@/lib/mpesa";
import type { Judgement } from "../judge-callback";
import { askQuestionAgain, closeQuestion } from "./answer";
import { failRequest } from "./fail-request";
import { lockRequest } from "./load-request";
import { hasNoAnswer, type ProviderRequest } from "./request-states";
import { succeedRequest } from "./succeed-request";

/** States of a transaction after which no money moves any more. (Daraja docs) */
const NOT_DONE = new Set(["Cancelled", "Declined", "Expired", "Failed"]);

/**
 * M-Pesa's word on an order whose own result never came. Only "Completed" and a definite end settle it: that M-Pesa
 * does not know it may also mean "not yet", and is left to staff.
 */
export async function completeQuestion(
  ctx: TxContext,
  question: ProviderRequest,
  orderId: string,
  result: AsyncResult,
): Promise<Judgement> {
  const { outcome, words } = classifyAsyncResult(result.resultCode);
  const code = result.resultCode;
  if (outcome === "unknown") {
    await askQuestionAgain(ctx, question, code, words);
    return { verdict: "processed", outcome: `code ${code} is not final` };
  }
  const order = await lockRequest(ctx, orderId);
  const answer = outcome === "done" ? readAnswer(question, order, result) : "inconclusive";
  await closeQuestion(ctx, question, {
    state: outcome === "done" ? "succeeded" : "failed",
    code,
    words: outcome === "done" ? `M-Pesa says: ${result.details.status ?? "no state"}.` : words,
  });
  if (answer === "inconclusive" || !hasNoAnswer(order))
    return { verdict: "processed", outcome: "asked about" };
  if (answer === "happened")
    await succeedRequest(ctx, order, { code, words, receipt: receiptOf(question, result) });
  else await failRequest(ctx, order, { code, words: "M-Pesa says that it did not happen." });
  return { verdict: "processed", outcome: `${order.kind} ${answer}` };
}

function readAnswer(
  question: ProviderRequest,
  order: ProviderRequest,
  { details }: AsyncResult,
): "happened" | "did not happen" | "inconclusive" {
  const { status = "", amountCents } = details;
  // Asked about the payment that was to be reversed: that it stands does not say that it will.
  if (question.receipt) return /^revers/i.test(status) ? "happened" : "inconclusive";
  if (NOT_DONE.has(status)) return "did not happen";
  const fits = amountCents === undefined || amountCents === order.amountCents;
  return status === "Completed" && fits ? "happened" : "inconclusive";
}

/** Of a payment that was asked about, the receipt is the payment's own. */
const receiptOf = (question: ProviderRequest, { details }: AsyncResult) =>
  question.receipt ? undefined : details.receipt;
