import { and, eq, isNotNull, sql } from "drizzle-orm";
import type { TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { classifyAsyncResult } from "@/lib/mpesa";

const { paymentChannels } = schema;

/** M-Pesa refuses what we ask at this shortcode, as it is set up: staff see it until something works there again. */
export async function noteRefusal(ctx: TxContext, channelId: string, words: string): Promise<void> {
  await ctx.tx
    .update(paymentChannels)
    .set({
      apiRefusedAt: sql`coalesce(${paymentChannels.apiRefusedAt}, ${ctx.now()})`,
      apiRefusal: words,
    })
    .where(eq(paymentChannels.id, channelId));
}

/** What a result says of the shortcode's own set-up, whatever it says about its request. */
export async function noteResult(ctx: TxContext, channelId: string, code: string): Promise<void> {
  const { outcome, setup, words } = classifyAsyncResult(code);
  if (setup) return noteRefusal(ctx, channelId, words);
  if (outcome === "unknown") return;
  await ctx.tx
    .update(paymentChannels)
    .set({ apiRefusedAt: null, apiRefusal: null })
    .where(and(eq(paymentChannels.id, channelId), isNotNull(paymentChannels.apiRefusedAt)));
}
