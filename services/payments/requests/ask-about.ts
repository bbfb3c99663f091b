import { and, eq } from "drizzle-orm";
import type { TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { enqueueEvent } from "@/services/outbox";
import { insertRequest } from "./insert-request";
import {
  askAgainAt,
  hasNoAnswer,
  isOpenRequest,
  isQuestion,
  type ProviderRequest,
} from "./request-states";

const { providerRequests } = schema;
/** However often somebody knocks, nothing is asked more often than this. */
const AT_MOST_EVERY_MS = 15_000;

/** Something was said about a locked request that cannot be believed: ask M-Pesa, soon, unless we know already. */
export async function askSoon(ctx: TxContext, request: ProviderRequest): Promise<void> {
  if (!hasNoAnswer(request) || request.attempts === 0) return;
  if (!isQuestion(request.kind)) {
    if (!(await isAskedAbout(ctx, request))) await askAbout(ctx, request);
    return;
  }
  const soon = new Date(ctx.now().getTime() + AT_MOST_EVERY_MS);
  if (request.nextAttemptAt && request.nextAttemptAt <= soon) return;
  await ctx.tx
    .update(providerRequests)
    .set({ state: "unknown", nextAttemptAt: soon })
    .where(eq(providerRequests.id, request.id));
  await enqueueEvent(ctx, "payments/provider.request.due", { requestId: request.id });
}

async function isAskedAbout(ctx: TxContext, order: ProviderRequest): Promise<boolean> {
  const [question] = await ctx.tx
    .select({ id: providerRequests.id })
    .from(providerRequests)
    .where(and(eq(providerRequests.aboutRequestId, order.id), isOpenRequest));
  return question !== undefined;
}

/**
 * Asks what became of a locked order whose outcome is not known; asked often enough, it is left to staff. Of a reversal
 * that M-Pesa has given no id, only its payment can be asked about.
 */
export async function askAbout(ctx: TxContext, order: ProviderRequest): Promise<void> {
  const { id, channelId, customerId, paymentId, attempts } = order;
  const nextAttemptAt = askAgainAt(ctx.now(), attempts) ?? null;
  await ctx.tx
    .update(providerRequests)
    .set({ state: "unknown", attempts: attempts + 1, nextAttemptAt })
    .where(eq(providerRequests.id, id));
  const hasId = order.kind === "refund" || order.originatorConversationId !== null;
  await insertRequest(ctx, {
    channelId,
    kind: "transaction_status",
    customerId,
    paymentId,
    receipt: hasId ? null : order.receipt,
    aboutRequestId: id,
    reason: `What became of a ${order.kind}`,
  });
}
