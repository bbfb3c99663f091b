import { and, eq } from "drizzle-orm";
import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";

const { paymentChannels } = schema;

/** "to Paybill 600123, account 23456789", for the end of a sentence that asks for money. */
export async function whereToPay(ctx: Context, accountNumber: string): Promise<string> {
  const [channel] = await handle(ctx)
    .select({ shortcode: paymentChannels.shortcode, kind: paymentChannels.kind })
    .from(paymentChannels)
    .where(and(eq(paymentChannels.isDefault, true), eq(paymentChannels.active, true)));
  if (!channel?.shortcode) return "at our office";
  return channel.kind === "till"
    ? `to Till ${channel.shortcode}`
    : `to Paybill ${channel.shortcode}, account ${accountNumber}`;
}
