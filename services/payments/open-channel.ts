import { and, desc, eq } from "drizzle-orm";
import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { AppError, notFound } from "@/lib/errors";
import { createDarajaClient, type DarajaClient } from "@/lib/mpesa";
import { openCredentials } from "./credentials";
import { databaseTokenStore } from "./token-store";

const { paymentChannels } = schema;
export type Channel = typeof paymentChannels.$inferSelect;

/** The channel that STK payments use: the default one. Throws `unavailable` when there is none. */
export async function defaultMpesaChannel(ctx: Context): Promise<Channel> {
  const [channel] = await handle(ctx)
    .select()
    .from(paymentChannels)
    .where(and(eq(paymentChannels.provider, "mpesa"), eq(paymentChannels.active, true)))
    .orderBy(desc(paymentChannels.isDefault), paymentChannels.createdAt)
    .limit(1);
  if (!channel) throw new AppError("unavailable", "M-Pesa payments are not set up yet.");
  return channel;
}

/** A channel and a client for its API. Throws `not_found`; a plain Error when its credentials cannot be opened. */
export async function openMpesaChannel(
  ctx: Context,
  channelId: string,
): Promise<{ channel: Channel; client: DarajaClient }> {
  const [channel] = await handle(ctx)
    .select()
    .from(paymentChannels)
    .where(eq(paymentChannels.id, channelId));
  if (channel?.provider !== "mpesa") throw notFound("M-Pesa channel");
  const { baseUrl, shortcode, credentialsEncrypted } = channel;
  if (!baseUrl || !shortcode || !credentialsEncrypted || channel.kind === "cash")
    throw new Error(`channel ${channelId} has no M-Pesa credentials`);
  const credentials = openCredentials(channelId, credentialsEncrypted);
  const config = { baseUrl, shortcode, kind: channel.kind, ...credentials };
  return {
    channel,
    client: createDarajaClient(config, databaseTokenStore(ctx, channelId), { now: ctx.now }),
  };
}
