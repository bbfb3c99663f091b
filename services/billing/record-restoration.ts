import { sql } from "drizzle-orm";
import { type TxContext, writeLater } from "@/lib/context";
import { insertRows, schema } from "@/lib/db";

/** How the money for an access became known; the times are stages on the payment's page. */
export interface Cause {
  paymentId?: string;
  paidAt?: Date;
  attempt?: { id: string; requestedAt: Date; promptedAt: Date | null };
  /** When the report reached us. */
  callbackAt?: Date;
}

export interface Reopened {
  userId: string;
  routerId: string;
  /** Of the desired state that must be observed. */
  generation: number;
  provisional: boolean;
  /** False when another user is the attempt's purpose: an attempt has one way back online. */
  isPurpose: boolean;
  cause: Cause;
}

const { restorations } = schema;

/** Starts the record of an access's way back online. The sync engine fills in the later stages. */
export function recordRestoration(ctx: TxContext, reopened: Reopened): void {
  const { cause, isPurpose } = reopened;
  const stages = {
    userId: reopened.userId,
    routerId: reopened.routerId,
    paymentId: cause.paymentId ?? null,
    generation: reopened.generation,
    provisional: reopened.provisional,
    callbackAt: cause.callbackAt ?? null,
    committedAt: ctx.now(),
  };
  writeLater(ctx, insertOrRestart, {
    id: ctx.newId(),
    attemptId: isPurpose ? (cause.attempt?.id ?? null) : null,
    requestedAt: cause.attempt?.requestedAt ?? null,
    promptedAt: cause.attempt?.promptedAt ?? null,
    ...stages,
  });
}

const COLUMNS = [
  ...["id", "attemptId", "requestedAt", "promptedAt", "userId", "routerId", "paymentId"],
  ...["generation", "provisional", "callbackAt", "committedAt"],
];

/** The attempt may have reopened this access before, on a query's word that ran out: the way begins again. */
const insertOrRestart = (rows: (typeof restorations.$inferInsert)[]) => sql`
  ${insertRows(restorations, COLUMNS, rows)}
  on conflict (attempt_id) do update set
    user_id = excluded.user_id, router_id = excluded.router_id, payment_id = excluded.payment_id,
    generation = excluded.generation, provisional = excluded.provisional, callback_at = excluded.callback_at,
    committed_at = excluded.committed_at, event_at = null, applied_at = null, verified_at = null, online_at = null`;
