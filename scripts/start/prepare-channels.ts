import { eq } from "drizzle-orm";
import { createContext } from "@/lib/context";
import { getDb, schema } from "@/lib/db";
import { ensureMpesaChannel, registerC2bUrls } from "@/services/payments";
import { DEMO_DARAJA } from "./demo";
import type { StartOptions } from "./options";
import type { Ports } from "./ports";

const LIVE_HOSTS = {
  sandbox: "https://sandbox.safaricom.co.ke",
  production: "https://api.safaricom.co.ke",
};

const ctx = () => createContext({ kind: "job", id: "start" });

/** Makes the M-Pesa channel what the settings say: the simulator's in a demo, the given one when live. */
export async function prepareChannels(options: StartOptions, ports: Ports): Promise<void> {
  const channel = options.APP_MODE === "demo" ? demoChannel(ports) : liveChannel(options);
  if (!channel) return;
  const { channelId } = await ensureMpesaChannel(ctx(), channel);
  if (options.APP_MODE === "demo") await registerAgain(channelId);
}

const demoChannel = (ports: Ports) => ({
  ...DEMO_DARAJA,
  name: "M-Pesa Paybill",
  environment: "simulator" as const,
  kind: "paybill" as const,
  baseUrl: `http://127.0.0.1:${ports.daraja}`,
});

function liveChannel(options: StartOptions) {
  const { MPESA_SHORTCODE, MPESA_CONSUMER_KEY, MPESA_CONSUMER_SECRET, MPESA_PASSKEY } = options;
  if (!MPESA_SHORTCODE) return undefined;
  if (!MPESA_CONSUMER_KEY || !MPESA_CONSUMER_SECRET || !MPESA_PASSKEY) {
    throw new Error(
      "MPESA_SHORTCODE also needs MPESA_CONSUMER_KEY, MPESA_CONSUMER_SECRET and MPESA_PASSKEY.",
    );
  }
  return {
    name: "M-Pesa",
    environment: options.MPESA_ENVIRONMENT,
    kind: options.MPESA_KIND,
    shortcode: MPESA_SHORTCODE,
    storeNumber: options.MPESA_STORE_NUMBER,
    baseUrl: LIVE_HOSTS[options.MPESA_ENVIRONMENT],
    consumerKey: MPESA_CONSUMER_KEY,
    consumerSecret: MPESA_CONSUMER_SECRET,
    passkey: MPESA_PASSKEY,
  };
}

/** Ports may differ from the last start, so the demo registers its URLs each time; the simulator allows it. */
async function registerAgain(channelId: string): Promise<void> {
  await getDb()
    .update(schema.paymentChannels)
    .set({ c2bRegisteredAt: null })
    .where(eq(schema.paymentChannels.id, channelId));
  await registerC2bUrls(ctx(), { channelId });
}
