import { sql } from "drizzle-orm";
import { type TxContext, writeLater } from "@/lib/context";
import { columnList, rowsOf, schema } from "@/lib/db";
import type { Evidence, SettleOutcome } from "../evidence";

const { paymentEvidence } = schema;

export interface EvidenceLinks {
  paymentId?: string;
  attemptId?: string;
  /** Why it is kept for staff instead of being acted on. */
  quarantined?: string;
}

/** Keeps a report, so that staff can see how we know. One of each kind is kept: pull says the same for hours. */
export function recordEvidence(ctx: TxContext, evidence: Evidence, links: EvidenceLinks): void {
  const { kind, inboxId, receivedAt } = evidence;
  const summary = {
    receipt: evidence.receipt,
    amountCents: evidence.amountCents,
    result: evidence.result,
    paidAt: evidence.paidAt?.toISOString(),
    accountReference: evidence.accountReference,
    quarantined: links.quarantined,
  };
  const { paymentId, attemptId } = links;
  const row = { id: ctx.newId(), paymentId, attemptId, kind, inboxId, summary, at: receivedAt };
  writeLater(ctx, insertNew, row);
}

const COLUMNS = ["id", "paymentId", "attemptId", "kind", "inboxId", "summary", "at"];

/** Looked up row by row: as `not exists` the planner may read the whole table once. */
const insertNew = (rows: (typeof paymentEvidence.$inferInsert)[]) => sql`
  insert into payment_evidence (${columnList(paymentEvidence, COLUMNS)})
  select ${columnList(paymentEvidence, COLUMNS)} from ${rowsOf(paymentEvidence, COLUMNS, rows)} n
  where (select e.id from payment_evidence e
    where e.payment_id = n.payment_id and e.kind = n.kind and e.summary = n.summary limit 1) is null
  and (select e.id from payment_evidence e
    where e.attempt_id = n.attempt_id and e.kind = n.kind and e.summary = n.summary limit 1) is null`;

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
