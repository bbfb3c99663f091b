import { asc, desc, eq } from "drizzle-orm";
import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { AppError, notFound } from "@/lib/errors";

const { paymentChannels } = schema;

export interface StatementChannel {
  id: string;
  name: string;
  shortcode: string | null;
  environment: (typeof paymentChannels.$inferSelect)["environment"];
  /** Pull has covered everything up to here. */
  pulledUntil: Date | null;
}

/** The M-Pesa channels that have a statement, the one in use first. The caller has authorised. */
export const loadChannels = (ctx: Context): Promise<StatementChannel[]> =>
  handle(ctx)
    .select({
      id: paymentChannels.id,
      name: paymentChannels.name,
      shortcode: paymentChannels.shortcode,
      environment: paymentChannels.environment,
      pulledUntil: paymentChannels.pulledUntil,
    })
    .from(paymentChannels)
    .where(eq(paymentChannels.provider, "mpesa"))
    .orderBy(
      desc(paymentChannels.isDefault),
      desc(paymentChannels.active),
      asc(paymentChannels.createdAt),
    );

/** One of them, by default the first. Throws `not_found`, `unavailable` (no M-Pesa yet). */
export async function loadChannel(ctx: Context, channelId?: string): Promise<StatementChannel> {
  const channels = await loadChannels(ctx);
  if (channels.length === 0)
    throw new AppError("unavailable", "M-Pesa payments are not set up yet.");
  const channel = channelId ? channels.find((one) => one.id === channelId) : channels[0];
  if (!channel) throw notFound("M-Pesa channel");
  return channel;
}
