import { type TxContext, writeLater } from "@/lib/context";
import { schema } from "@/lib/db";

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
  const written = ctx.tx
    .insert(restorations)
    .values({
      id: ctx.newId(),
      attemptId: isPurpose ? (cause.attempt?.id ?? null) : null,
      requestedAt: cause.attempt?.requestedAt ?? null,
      promptedAt: cause.attempt?.promptedAt ?? null,
      ...stages,
    })
    // The attempt reopened this access before, on a query's word that ran out: the way begins again.
    .onConflictDoUpdate({
      target: restorations.attemptId,
      set: { ...stages, eventAt: null, appliedAt: null, verifiedAt: null, onlineAt: null },
    });
  writeLater(ctx, written);
}
