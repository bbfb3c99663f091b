import { eq } from "drizzle-orm";
import type { TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { takeBackPayment } from "../take-back/take-back-payment";
import { payRefundOut } from "./refund-money";
import type { ProviderRequest } from "./request-states";

const { providerRequests } = schema;

/**
 * It has happened: the books follow. Also after it was taken for failed, because the provider's word is what moved the
 * money. Caller holds the lock.
 */
export async function succeedRequest(
  ctx: TxContext,
  request: ProviderRequest,
  done: { code: string; words: string; receipt?: string; byProvider?: boolean },
): Promise<void> {
  if (request.state === "succeeded") return;
  await ctx.tx
    .update(providerRequests)
    .set({
      state: "succeeded",
      resultCode: done.code,
      resultDescription: done.words,
      resultReceipt: done.receipt,
      resolvedAt: ctx.now(),
      nextAttemptAt: null,
    })
    .where(eq(providerRequests.id, request.id));
  if (request.kind === "refund") await payRefundOut(ctx, request, done.receipt);
  if (request.kind === "reversal" && request.paymentId)
    await takeBackPayment(ctx, {
      paymentId: request.paymentId,
      kind: done.byProvider ? "provider" : "staff",
      reason: request.reason,
      receipt: done.receipt,
      staffId: request.actorKind === "staff" ? request.actorId : undefined,
    });
}
