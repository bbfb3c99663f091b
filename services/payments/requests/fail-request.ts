import { eq } from "drizzle-orm";
import type { TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { returnRefund } from "./refund-money";
import type { ProviderRequest } from "./request-states";

const { providerRequests } = schema;

/** It did not happen, for certain: says why, and gives a refund's money back to the wallet. Caller holds the lock. */
export async function failRequest(
  ctx: TxContext,
  request: ProviderRequest,
  why: { code: string; words: string },
): Promise<void> {
  await ctx.tx
    .update(providerRequests)
    .set({
      state: "failed",
      resultCode: why.code,
      resultDescription: why.words,
      resolvedAt: ctx.now(),
      nextAttemptAt: null,
    })
    .where(eq(providerRequests.id, request.id));
  if (request.kind === "refund") await returnRefund(ctx, request, why.words);
}
