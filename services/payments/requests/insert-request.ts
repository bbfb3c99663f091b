import type { TxContext } from "@/lib/context";
import { randomToken, sha256 } from "@/lib/crypto";
import { schema } from "@/lib/db";
import { enqueueEvent } from "@/services/outbox";
import { sealRequestToken } from "../credentials";
import { EVENT_GRACE_MS, type ProviderRequest, type RequestKind } from "./request-states";

const { providerRequests } = schema;

export interface NewRequest {
  /** Given when a form must not be sent twice; else a new one. */
  id?: string;
  channelId: string;
  kind: RequestKind;
  customerId?: string | null;
  paymentId?: string | null;
  receipt?: string | null;
  phone?: string;
  amountCents?: number | null;
  aboutRequestId?: string;
  reason: string;
}

/**
 * Writes what is to be asked of the provider, with its event, before anything leaves. Undefined when the id is taken,
 * or when the same is being asked already: whoever wrote that has committed.
 */
export async function insertRequest(
  ctx: TxContext,
  wanted: NewRequest,
): Promise<ProviderRequest | undefined> {
  const id = wanted.id ?? ctx.newId();
  const token = randomToken();
  const now = ctx.now();
  const [request] = await ctx.tx
    .insert(providerRequests)
    .values({
      ...wanted,
      id,
      actorKind: ctx.actor.kind,
      actorId: ctx.actor.id,
      tokenHash: sha256(token),
      tokenEncrypted: sealRequestToken(id, token),
      nextAttemptAt: new Date(now.getTime() + EVENT_GRACE_MS),
      requestedAt: now,
    })
    .onConflictDoNothing()
    .returning();
  if (request) await enqueueEvent(ctx, "payments/provider.request.due", { requestId: id });
  return request;
}
