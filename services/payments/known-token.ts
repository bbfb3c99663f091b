import { eq } from "drizzle-orm";
import { type Context, handle } from "@/lib/context";
import { safeEqual, sha256 } from "@/lib/crypto";
import { schema } from "@/lib/db";
import { smsHookToken } from "@/lib/http";

const { paymentChannels, providerRequests, stkAttempts } = schema;
export type InboxKind = (typeof schema.callbackInbox.$inferSelect)["kind"];

/** True when we have given out this secret for this kind of callback. Looked up by hash, never compared in clear. */
export async function isKnownToken(ctx: Context, kind: InboxKind, token: string): Promise<boolean> {
  const hash = sha256(token);
  switch (kind) {
    case "stk_callback":
      return Boolean(await attemptIdOf(ctx, hash));
    case "c2b_confirmation":
    case "c2b_validation":
      return Boolean(await channelIdOf(ctx, hash));
    case "provider_result":
    case "provider_timeout":
      return Boolean(await requestIdOf(ctx, hash));
    case "sms_report":
      return safeEqual(token, smsHookToken());
  }
}

async function attemptIdOf(ctx: Context, tokenHash: string) {
  const [row] = await handle(ctx)
    .select({ id: stkAttempts.id })
    .from(stkAttempts)
    .where(eq(stkAttempts.tokenHash, tokenHash));
  return row?.id;
}

async function requestIdOf(ctx: Context, tokenHash: string) {
  const [row] = await handle(ctx)
    .select({ id: providerRequests.id })
    .from(providerRequests)
    .where(eq(providerRequests.tokenHash, tokenHash));
  return row?.id;
}

async function channelIdOf(ctx: Context, tokenHash: string) {
  const [row] = await handle(ctx)
    .select({ id: paymentChannels.id })
    .from(paymentChannels)
    .where(eq(paymentChannels.hookTokenHash, tokenHash));
  return row?.id;
}
