import { z } from "zod";
import { classifyError } from "./classify-error";
import type { DarajaClient } from "./client";
import { type DarajaEndpoint, DarajaError } from "./errors";

/** Where the outcome of an asynchronous request is reported, and what staff read beside it. */
export const OperationInput = z.object({
  /** Gets the result. */
  resultUrl: z.url(),
  /** Told when M-Pesa's queue gave up waiting; the operation may still have happened. */
  timeoutUrl: z.url(),
  remarks: z.string().min(1).max(100),
  occasion: z.string().max(100).default(""),
});

/** An asynchronous request that M-Pesa took: the ids that its result will carry. Nothing has happened yet. */
export interface AcceptedOperation {
  originatorConversationId: string;
  conversationId: string;
}

const Id = z.string().min(1).max(200);
const Reply = z
  .looseObject({
    OriginatorConversationID: Id.optional(),
    // So misspelt by some of the APIs.
    OriginatorCoversationID: Id.optional(),
    ConversationID: Id,
    ResponseCode: z.coerce.string(),
  })
  .transform((reply) => ({
    ...reply,
    originatorId: reply.OriginatorConversationID ?? reply.OriginatorCoversationID,
  }));
const Refusal = z.union([
  z.looseObject({ ResponseCode: z.coerce.string().regex(/^(?!0$).+/) }),
  z.looseObject({ errorCode: z.string().min(1) }),
]);

/**
 * Sends one asynchronous request, once. Throws DarajaError; with `unknown_outcome` it may have been taken and
 * must not be sent again. (Daraja docs)
 */
export async function requestOperation(
  client: DarajaClient,
  endpoint: DarajaEndpoint,
  path: string,
  body: Record<string, unknown>,
): Promise<AcceptedOperation> {
  const answer = await client.post(endpoint, path, body);
  const reply = Reply.safeParse(answer);
  if (reply.success && reply.data.ResponseCode === "0" && reply.data.originatorId)
    return {
      originatorConversationId: reply.data.originatorId,
      conversationId: reply.data.ConversationID,
    };
  if (Refusal.safeParse(answer).success) throw classifyError(endpoint, 200, answer);
  throw new DarajaError("unknown_outcome", endpoint, "shape", "reply of an unknown shape");
}

/** Cents as the wire wants them: shillings, with decimals only where there are cents. */
export const shillings = (cents: number): number => cents / 100;
