import { and, asc, desc, eq, isNotNull, ne } from "drizzle-orm";
import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import type { Channel } from "../open-channel";

const { paymentChannels } = schema;

/**
 * The shortcodes at which a typed code may have been paid, in the order in which they are asked: default first. Also
 * those that cannot be asked as they are set up: that one was left out must not look like its answer.
 */
export async function channelsToAsk(ctx: Context): Promise<Channel[]> {
  return handle(ctx)
    .select()
    .from(paymentChannels)
    .where(
      and(
        eq(paymentChannels.provider, "mpesa"),
        eq(paymentChannels.active, true),
        ne(paymentChannels.kind, "cash"),
        isNotNull(paymentChannels.credentialsEncrypted),
      ),
    )
    .orderBy(
      desc(paymentChannels.isDefault),
      asc(paymentChannels.createdAt),
      asc(paymentChannels.id),
    );
}
