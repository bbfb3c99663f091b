import { eq } from "drizzle-orm";
import type { TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { type AsyncResult, classifyAsyncResult } from "@/lib/mpesa";
import type { Judgement } from "../judge-callback";
import { quarantine } from "../judgement";
import { askSoon } from "./ask-about";
import { failRequest } from "./fail-request";
import type { ProviderRequest } from "./request-states";
import { succeedRequest } from "./succeed-request";

/** The believed result of a reversal or a refund. A success counts whenever it comes; a failure only while it is open. */
export async function completeOrder(
  ctx: TxContext,
  order: ProviderRequest,
  result: AsyncResult,
): Promise<Judgement> {
  const { outcome, words } = classifyAsyncResult(result.resultCode);
  const code = result.resultCode;
  switch (outcome) {
    case "done": {
      const contradiction = contradictionOf(order, result);
      if (contradiction) return leave(ctx, order, contradiction);
      await succeedRequest(ctx, order, { code, words, receipt: result.transactionId });
      return { verdict: "processed", outcome: `${order.kind} done` };
    }
    case "already_done":
      await succeedRequest(ctx, order, { code, words, byProvider: true });
      return { verdict: "processed", outcome: "it had been reversed before" };
    case "refused":
      if (order.state === "succeeded") return quarantine("A failure is reported after success.");
      if (order.state !== "failed") await failRequest(ctx, order, { code, words });
      return { verdict: "processed", outcome: `refused: ${words}` };
    case "unknown":
      return leave(ctx, order, `The docs do not explain code ${code}.`);
  }
}

/** What the result names must be what was asked for. */
function contradictionOf(order: ProviderRequest, { details }: AsyncResult): string | undefined {
  if (details.amountCents !== undefined && details.amountCents !== order.amountCents)
    return "Its amount is not what was asked for.";
  if (order.kind === "reversal" && details.originalReceipt !== undefined)
    return details.originalReceipt === order.receipt ? undefined : "It names another payment.";
  return undefined;
}

/** Nobody knows what it means: M-Pesa is asked, and staff see it. */
async function leave(ctx: TxContext, order: ProviderRequest, reason: string): Promise<Judgement> {
  const { providerRequests } = schema;
  if (order.state !== "succeeded" && order.state !== "failed")
    await ctx.tx
      .update(providerRequests)
      .set({ resultDescription: reason })
      .where(eq(providerRequests.id, order.id));
  await askSoon(ctx, order);
  return quarantine(reason);
}
