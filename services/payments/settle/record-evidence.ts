import { sql } from "drizzle-orm";
import { type TxContext, writeLater } from "@/lib/context";
import type { Evidence, SettleOutcome } from "../evidence";

export interface EvidenceLinks {
  paymentId?: string;
  attemptId?: string;
  /** Why it is kept for staff instead of being acted on. */
  quarantined?: string;
}

/** Keeps a report, so that staff can see how we know. One of each kind is kept: pull says the same for hours. */
export function recordEvidence(ctx: TxContext, evidence: Evidence, links: EvidenceLinks): void {
  const paymentId = links.paymentId ?? null;
  const attemptId = links.attemptId ?? null;
  const summary = JSON.stringify({
    receipt: evidence.receipt,
    amountCents: evidence.amountCents,
    result: evidence.result,
    paidAt: evidence.paidAt?.toISOString(),
    accountReference: evidence.accountReference,
    quarantined: links.quarantined,
  });
  const kept = sql`
    insert into payment_evidence (id, payment_id, attempt_id, kind, inbox_id, summary, at)
    select ${ctx.newId()}::uuid, ${paymentId}::uuid, ${attemptId}::uuid, ${evidence.kind}::evidence_kind,
      ${evidence.inboxId ?? null}::uuid, ${summary}::jsonb, ${evidence.receivedAt.toISOString()}::timestamptz
    where not exists (
      select 1 from payment_evidence e
      where e.kind = ${evidence.kind}::evidence_kind
        and (e.payment_id = ${paymentId}::uuid or e.attempt_id = ${attemptId}::uuid)
        and e.summary = ${summary}::jsonb)`;
  writeLater(ctx, kept);
}

/** Contradicts what we know: no money moves, nothing is lost, staff are told. */
export async function quarantine(
  ctx: TxContext,
  evidence: Evidence,
  reason: string,
  links: Omit<EvidenceLinks, "quarantined"> = {},
): Promise<SettleOutcome> {
  ctx.log.warn({ kind: evidence.kind, ...links, reason }, "report of a payment quarantined");
  recordEvidence(ctx, evidence, { ...links, quarantined: reason });
  return { outcome: "quarantined", reason };
}
