import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { eq } from "drizzle-orm";
import { createContext } from "@/lib/context";
import { getDb, schema } from "@/lib/db";
import { isUsableCertificate } from "@/lib/mpesa";
import { ensureMpesaChannel, registerC2bUrls } from "@/services/payments";
import { DEMO_CERTIFICATE_FILE, DEMO_DARAJA } from "./demo";
import { ROOT, type StartOptions } from "./options";
import type { Ports } from "./ports";

const LIVE_HOSTS = {
  sandbox: "https://sandbox.safaricom.co.ke",
  production: "https://api.safaricom.co.ke",
};

const ctx = () => createContext({ kind: "job", id: "start" });

/** Makes the M-Pesa channel what the settings say: the simulator's in a demo, the given one when live. */
export async function prepareChannels(options: StartOptions, ports: Ports): Promise<void> {
  const channel =
    options.APP_MODE === "demo" ? await demoChannel(ports) : await liveChannel(options);
  if (!channel) return;
  const { channelId } = await ensureMpesaChannel(ctx(), channel);
  if (options.APP_MODE === "demo") await registerAgain(channelId);
}

const demoChannel = async (ports: Ports) => ({
  ...DEMO_DARAJA,
  certificatePem: await readFile(DEMO_CERTIFICATE_FILE, "utf8"),
  name: "M-Pesa Paybill",
  environment: "simulator" as const,
  kind: "paybill" as const,
  baseUrl: `http://127.0.0.1:${ports.daraja}`,
});

async function liveChannel(options: StartOptions) {
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
    ...(await initiator(options)),
  };
}

/** Who asks M-Pesa for status, reversals and refunds: optional, but all of it or nothing. */
async function initiator(options: StartOptions) {
  const { MPESA_INITIATOR_NAME, MPESA_INITIATOR_PASSWORD, MPESA_CERTIFICATE_FILE } = options;
  if (!MPESA_INITIATOR_NAME && !MPESA_INITIATOR_PASSWORD && !MPESA_CERTIFICATE_FILE) return {};
  if (!MPESA_INITIATOR_NAME || !MPESA_INITIATOR_PASSWORD || !MPESA_CERTIFICATE_FILE) {
    throw new Error(
      "MPESA_INITIATOR_NAME, MPESA_INITIATOR_PASSWORD and MPESA_CERTIFICATE_FILE are needed together.",
    );
  }
  return {
    initiatorName: MPESA_INITIATOR_NAME,
    initiatorPassword: MPESA_INITIATOR_PASSWORD,
    certificatePem: await readCertificate(resolve(ROOT, MPESA_CERTIFICATE_FILE)),
  };
}

/** Safaricom gives the certificate as PEM text. Throws one sentence when the file is missing or something else. */
async function readCertificate(file: string): Promise<string> {
  const text = await readFile(file, "utf8").catch(() => "");
  if (isUsableCertificate(text)) return text;
  throw new Error(`MPESA_CERTIFICATE_FILE: ${file} is not M-Pesa's certificate (a PEM file).`);
}

/** Ports may differ from the last start, so the demo registers its URLs each time; the simulator allows it. */
async function registerAgain(channelId: string): Promise<void> {
  await getDb()
    .update(schema.paymentChannels)
    .set({ c2bRegisteredAt: null })
    .where(eq(schema.paymentChannels.id, channelId));
  await registerC2bUrls(ctx(), { channelId });
}
