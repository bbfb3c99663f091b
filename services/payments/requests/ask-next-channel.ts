import { and, eq } from "drizzle-orm";
import type { TxContext } from "@/lib/context";
import { randomToken, sha256 } from "@/lib/crypto";
import { schema } from "@/lib/db";
import { enqueueEvent } from "@/services/outbox";
import { channelsToAsk } from "../claim/channels-to-ask";
import { sealRequestToken } from "../credentials";
import { EVENT_GRACE_MS, isOpenRequest, type ProviderRequest } from "./request-states";

const { providerRequests } = schema;

/**
 * The same question goes to the next shortcode, under a new secret, so that a copy of an old answer says nothing about
 * the new one. Each is asked once. `none_left` when all have been; `busy` when somebody else is asking the next one
 * about this code.
 */
export async function askNextChannel(
  ctx: TxContext,
  check: ProviderRequest,
  passedOn: ProviderRequest["passedOn"],
): Promise<"asked" | "busy" | "none_left"> {
  const asked = new Set(passedOn.map(({ channelId }) => channelId));
  const next = (await channelsToAsk(ctx)).find((channel) => !asked.has(channel.id));
  if (!next || !check.receipt) return "none_left";
  if (await isBeingAsked(ctx, next.id, check.receipt)) return "busy";
  const token = randomToken();
  await ctx.tx
    .update(providerRequests)
    .set({
      channelId: next.id,
      passedOn,
      state: "created",
      attempts: 0,
      tokenHash: sha256(token),
      tokenEncrypted: sealRequestToken(check.id, token),
      conversationId: null,
      originatorConversationId: null,
      resultCode: null,
      resultDescription: null,
      nextAttemptAt: new Date(ctx.now().getTime() + EVENT_GRACE_MS),
    })
    .where(eq(providerRequests.id, check.id));
  await enqueueEvent(ctx, "payments/provider.request.due", { requestId: check.id });
  return "asked";
}

async function isBeingAsked(ctx: TxContext, channelId: string, receipt: string): Promise<boolean> {
  const [open] = await ctx.tx
    .select({ id: providerRequests.id })
    .from(providerRequests)
    .where(
      and(
        eq(providerRequests.kind, "transaction_status"),
        eq(providerRequests.channelId, channelId),
        eq(providerRequests.receipt, receipt),
        isOpenRequest,
      ),
    );
  return open !== undefined;
}
