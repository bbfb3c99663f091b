import { and, desc, eq, ne } from "drizzle-orm";
import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { env } from "@/lib/env";

const { paymentChannels } = schema;

export interface HowToPay {
  kind: "paybill" | "till";
  shortcode: string;
}

/** Where customers send money: the M-Pesa channel in use; null when there is none. The caller has authorised. */
export async function loadHowToPay(ctx: Context): Promise<HowToPay | null> {
  const [channel] = await handle(ctx)
    .select({ kind: paymentChannels.kind, shortcode: paymentChannels.shortcode })
    .from(paymentChannels)
    .where(
      and(
        eq(paymentChannels.provider, "mpesa"),
        eq(paymentChannels.active, true),
        ne(paymentChannels.kind, "cash"),
      ),
    )
    .orderBy(desc(paymentChannels.isDefault), paymentChannels.createdAt)
    .limit(1);
  if (!channel?.shortcode || channel.kind === "cash") return null;
  return { kind: channel.kind, shortcode: channel.shortcode };
}

/** How to pay, in one sentence. */
export const payingWords = ({ kind, shortcode }: HowToPay, accountNumber: string): string =>
  kind === "paybill"
    ? `Pay by M-Pesa: Lipa na M-Pesa, Paybill ${shortcode}, account ${accountNumber}.`
    : `Pay by M-Pesa: Lipa na M-Pesa, Buy Goods, till ${shortcode}.`;

/** The page where a customer pays with a press of a button. */
export const portalUrl = (): string => new URL("/portal", env().APP_URL).href;
