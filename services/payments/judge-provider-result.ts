import { eq } from "drizzle-orm";
import type { TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { type AsyncResult, parseAsyncResult } from "@/lib/mpesa";
import type { InboxRow, Judgement } from "./judge-callback";
import { quarantine } from "./judgement";
import { askSoon } from "./requests/ask-about";
import { completeCheck } from "./requests/complete-check";
import { completeOrder } from "./requests/complete-order";
import { completeQuestion } from "./requests/complete-question";
import { noteResult } from "./requests/note-refusal";
import { hasNoAnswer, type ProviderRequest } from "./requests/request-states";

const { providerRequests } = schema;

/**
 * The answer to something that we asked of M-Pesa. It is believed only if its secret address, its source and its ids
 * fit the request; anything less changes nothing and makes us ask what became of it. In any order with the call's own
 * reply, and however often.
 */
export async function judgeProviderResult(ctx: TxContext, row: InboxRow): Promise<Judgement> {
  const request = await lockByToken(ctx, row.tokenHash);
  if (!request) return quarantine("The secret in its address is unknown.");
  if (row.kind === "provider_timeout") return timedOut(ctx, request);
  const result = parseAsyncResult(row.body);
  const doubt = result ? findDoubt(row, request, result) : "The body is no result of a request.";
  if (!result || doubt) {
    await askSoon(ctx, request);
    return quarantine(doubt ?? "");
  }
  await adoptIds(ctx, request, result);
  await noteResult(ctx, request.channelId, result.resultCode);
  if (request.kind !== "transaction_status") return completeOrder(ctx, request, result);
  if (!hasNoAnswer(request))
    return { verdict: "processed", outcome: "this question was answered before" };
  return request.aboutRequestId
    ? completeQuestion(ctx, request, request.aboutRequestId, result)
    : completeCheck(ctx, row, request, result);
}

async function lockByToken(
  ctx: TxContext,
  tokenHash: string,
): Promise<ProviderRequest | undefined> {
  const [request] = await ctx.tx
    .select()
    .from(providerRequests)
    .where(eq(providerRequests.tokenHash, tokenHash))
    .for("no key update");
  return request;
}

/** M-Pesa's queue gave up waiting: that says nothing about what happened. */
async function timedOut(ctx: TxContext, request: ProviderRequest): Promise<Judgement> {
  await askSoon(ctx, request);
  return { verdict: "processed", outcome: "M-Pesa's queue timed out: asked again" };
}

function findDoubt(
  row: InboxRow,
  request: ProviderRequest,
  result: AsyncResult,
): string | undefined {
  if (request.attempts === 0) return "The request has not left yet.";
  if (!row.sourceTrusted) return `It came from ${row.sourceAddress}, which is not M-Pesa's.`;
  return idsFit(request, result) ? undefined : "Its ids are not those of this request.";
}

/** A question may have been asked more than once, each time under new ids of M-Pesa's; the answer names its subject. */
function idsFit(request: ProviderRequest, result: AsyncResult): boolean {
  if (request.kind === "transaction_status") return true;
  if (request.kind === "refund" && result.originatorConversationId !== request.id) return false;
  return request.conversationId === null || request.conversationId === result.conversationId;
}

/** The result was faster than the reply, or the reply was lost: now the ids are known. */
async function adoptIds(ctx: TxContext, request: ProviderRequest, result: AsyncResult) {
  if (request.conversationId !== null) return;
  const { conversationId, originatorConversationId } = result;
  await ctx.tx
    .update(providerRequests)
    .set({ conversationId, originatorConversationId })
    .where(eq(providerRequests.id, request.id));
}
