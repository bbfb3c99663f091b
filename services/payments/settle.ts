import {
  authorise,
  type Context,
  claimFirst,
  type TxContext,
  withSharedTransaction,
} from "@/lib/context";
import { isUniqueViolation } from "@/lib/db";
import { classifyResult } from "@/lib/mpesa";
import type { Evidence, SettleOutcome } from "./evidence";
import { EvidenceInput } from "./settle/evidence-input";
import { settleMoney } from "./settle/money";
import { DATE_DOUBTFUL, paidWhen } from "./settle/paid-when";
import { loadParties } from "./settle/parties";
import { quarantine } from "./settle/record-evidence";
import type { Parties } from "./settle/types";
import { settleFailure, settleProvisionally } from "./settle/without-money";

const MAX_RACES = 3;

/**
 * Judges one report that money moved, or did not, and carries out all that follows from it, once: in one transaction
 * it locks the attempt, writes the payment under its receipt, locks the wallet, posts, pays purpose and bills, renews,
 * declares desired state and queues events. Any order and any number of repeats end in the same state. Errors:
 * forbidden, not_found (channel).
 */
export async function settle(ctx: Context, evidence: Evidence): Promise<SettleOutcome> {
  authorise(ctx, { staff: "payments.write", provider: true, job: true });
  const report = EvidenceInput.parse(evidence);
  for (let race = 1; ; race++) {
    try {
      return await withSharedTransaction(ctx, (tx) => judge(tx, report));
    } catch (error) {
      // The same receipt arrived another way between our look and our write: look again.
      if (ctx.tx || race >= MAX_RACES || !isUniqueViolation(error)) throw error;
    }
  }
}

async function judge(ctx: TxContext, evidence: Evidence): Promise<SettleOutcome> {
  if (evidence.receipt) claimFirst(ctx, `receipt ${evidence.receipt}`);
  const parties = await loadParties(ctx, evidence);
  const { attempt, channel } = parties;
  if (evidence.shortcode && evidence.shortcode !== channel.shortcode)
    return quarantine(ctx, evidence, "paid to another shortcode", { attemptId: attempt?.id });
  // No code at all means that money moved, by the nature of the report.
  const { outcome } = classifyResult(evidence.result?.code ?? "0");
  if (outcome === "paid") return settleSuccess(ctx, evidence, parties);
  if (outcome === "failed" && attempt) return settleFailure(ctx, evidence, attempt);
  return { outcome: "nothing", reason: attempt ? `result is ${outcome}` : "no attempt is named" };
}

async function settleSuccess(
  ctx: TxContext,
  evidence: Evidence,
  parties: Parties,
): Promise<SettleOutcome> {
  const { attempt } = parties;
  const amountCents = evidence.amountCents ?? attempt?.amountCents;
  if (evidence.receipt && amountCents) {
    const { paidAt, doubtful } = paidWhen(evidence);
    const flags = evidence.amountCents ? [] : ["amount_assumed"];
    if (doubtful) flags.push(DATE_DOUBTFUL);
    return settleMoney(ctx, {
      ...parties,
      evidence: { ...evidence, paidAt },
      receipt: evidence.receipt,
      amountCents,
      flags,
    });
  }
  const isResult = evidence.kind === "stk_callback" || evidence.kind === "stk_query";
  if (attempt && isResult) return settleProvisionally(ctx, evidence, attempt);
  return quarantine(ctx, evidence, "a payment without receipt or amount", {
    attemptId: attempt?.id,
  });
}
