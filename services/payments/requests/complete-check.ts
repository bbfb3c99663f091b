import { eq } from "drizzle-orm";
import type { TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { type AsyncResult, classifyAsyncResult } from "@/lib/mpesa";
import { isNotKnown, NOT_KNOWN_WORDS } from "../claim/not-known";
import { payerIs } from "../claim/payer-is";
import type { InboxRow, Judgement } from "../judge-callback";
import { quarantine } from "../judgement";
import { settle } from "../settle";
import { askQuestionAgain, closeQuestion } from "./answer";
import { passOn } from "./pass-on";
import { askAgainAt, type ProviderRequest } from "./request-states";

const { paymentChannels } = schema;
const NOT_OURS = "This payment was not made to us.";

/** What proves money: M-Pesa says completed, this receipt, this much, to us. */
interface Proof {
  receipt: string;
  amountCents: number;
  shortcode: string;
}

/**
 * M-Pesa's word on a receipt that somebody typed in. Only this settles it: to the customer whom staff have named, or
 * who is its payer; else it waits in suspense for a person.
 */
export async function completeCheck(
  ctx: TxContext,
  row: InboxRow,
  check: ProviderRequest,
  result: AsyncResult,
): Promise<Judgement> {
  const { outcome, words } = classifyAsyncResult(result.resultCode);
  const code = result.resultCode;
  if (outcome === "unknown" && askAgainAt(ctx.now(), check.attempts)) {
    await askQuestionAgain(ctx, check, code, words);
    return { verdict: "processed", outcome: `code ${code} is not final` };
  }
  if (outcome !== "done") {
    const said = isNotKnown(code)
      ? { because: "not_known" as const, words: NOT_KNOWN_WORDS }
      : { because: "no_answer" as const, words };
    return { verdict: "processed", outcome: await passOn(ctx, check, { code, ...said }) };
  }
  const proof = await proofOf(ctx, check, result);
  if (proof === NOT_OURS) {
    const said = { because: "not_known" as const, code, words: proof };
    return { verdict: "processed", outcome: await passOn(ctx, check, said) };
  }
  if (typeof proof === "string") {
    await closeQuestion(ctx, check, { state: "failed", code, words: proof });
    return { verdict: "processed", outcome: proof };
  }
  const { debitParty, completedAt } = result.details;
  const settled = await settle(ctx, {
    kind: "transaction_status",
    channelId: check.channelId,
    customerId: await claimantOf(ctx, check, debitParty?.number),
    ...proof,
    paidAt: completedAt,
    payer: debitParty,
    inboxId: row.id,
    receivedAt: row.receivedAt,
  });
  const paymentId = "paymentId" in settled ? settled.paymentId : undefined;
  await closeQuestion(ctx, check, {
    state: paymentId ? "succeeded" : "failed",
    code,
    words: paymentId
      ? "M-Pesa has confirmed this payment."
      : "M-Pesa's answer does not fit what we know of this payment. Our staff will look at it.",
    paymentId,
  });
  if (settled.outcome === "quarantined") return quarantine(settled.reason);
  return { verdict: "processed", outcome: settled.outcome };
}

/** The proof, or a sentence that says what is missing. */
async function proofOf(
  ctx: TxContext,
  check: ProviderRequest,
  { details }: AsyncResult,
): Promise<Proof | string> {
  const { receipt, amountCents, status, creditParty } = details;
  if (receipt !== check.receipt || amountCents === undefined || !creditParty)
    return "M-Pesa's answer does not say enough about this payment.";
  if (status !== "Completed")
    return `M-Pesa says that this payment was not completed (${status ?? "no state"}).`;
  const [channel] = await ctx.tx
    .select({ shortcode: paymentChannels.shortcode })
    .from(paymentChannels)
    .where(eq(paymentChannels.id, check.channelId));
  if (creditParty.number !== channel?.shortcode) return NOT_OURS;
  return { receipt, amountCents, shortcode: creditParty.number };
}

/** Staff answer for whom they name; a customer must be the payer, or anybody's code would do. */
async function claimantOf(
  ctx: TxContext,
  { actorKind, customerId }: ProviderRequest,
  payer: string | undefined,
): Promise<string | undefined> {
  if (!customerId) return undefined;
  if (actorKind === "staff") return customerId;
  return (await payerIs(ctx, customerId, payer)) ? customerId : undefined;
}
