import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, type TxContext, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { AppError, invalid, notFound } from "@/lib/errors";
import { isUsableCertificate } from "@/lib/mpesa";
import { recordAudit } from "@/services/audit";
import { type ChannelCredentials, openCredentials, sealCredentials } from "./credentials";
import type { Channel } from "./open-channel";
import { ByChannel } from "./schemas";
import { withInitiator } from "./wanted-credentials";

const Input = ByChannel.extend({
  initiatorName: z
    .string("Enter the API user's name.")
    .trim()
    .min(1, "Enter the API user's name.")
    .max(100, "At most 100 characters."),
  initiatorPassword: z
    .string("Enter the API user's password.")
    .min(1, "Enter the API user's password.")
    .max(200, "At most 200 characters."),
  /** Absent: the one that there is. */
  certificatePem: z
    .string()
    .max(20_000, "This is too long for a certificate.")
    .refine(isUsableCertificate, "This is not M-Pesa's certificate (a PEM file).")
    .optional(),
});
const { paymentChannels } = schema;

/**
 * Staff give the API user with whom M-Pesa is asked for status, reversals and refunds; sealed, and never shown again.
 * It stays over later starts until the environment names another. Errors: forbidden, not_found, invalid (by field; no
 * certificate; nothing new), unavailable (the channel has no keys).
 */
export async function setInitiator(ctx: Context, input: z.input<typeof Input>): Promise<void> {
  authorise(ctx, { staff: "settings.write" });
  const { channelId, ...given } = Input.parse(input);
  await withTransaction(ctx, async (tx) => {
    const channel = await lockChannel(tx, channelId);
    const stored = openStored(channel);
    const wanted = withInitiator(stored, given);
    requireUsable(stored, wanted);
    await store(tx, channelId, wanted);
    await recordAudit(tx, {
      action: "payments.set-initiator",
      entity: { kind: "payment_channel", id: channelId },
      data: {
        initiatorName: given.initiatorName,
        passwordChanged: wanted.initiatorPassword !== stored.initiatorPassword,
        certificateChanged: wanted.certificatePem !== stored.certificatePem,
      },
    });
  });
}

async function lockChannel({ tx }: TxContext, channelId: string): Promise<Channel> {
  const [channel] = await tx
    .select()
    .from(paymentChannels)
    .where(and(eq(paymentChannels.id, channelId), eq(paymentChannels.provider, "mpesa")))
    .for("no key update");
  if (!channel) throw notFound("M-Pesa channel");
  return channel;
}

function openStored({ id, credentialsEncrypted }: Channel): ChannelCredentials {
  if (!credentialsEncrypted)
    throw new AppError("unavailable", "This shortcode has no keys yet: give them at the start.");
  return openCredentials(id, credentialsEncrypted);
}

function requireUsable(stored: ChannelCredentials, wanted: ChannelCredentials) {
  if (!wanted.certificatePem) {
    const message = "M-Pesa's certificate is needed too: paste it here.";
    throw invalid(message, { certificatePem: message });
  }
  const keys = ["initiatorName", "initiatorPassword", "certificatePem"] as const;
  if (keys.some((key) => stored[key] !== wanted[key])) return;
  const message = "This is what we have already. Set a new password in the M-Pesa portal first.";
  throw invalid(message, { initiatorPassword: message });
}

/** The password's days begin anew; whether M-Pesa accepts it shows at the next request. */
async function store(ctx: TxContext, channelId: string, wanted: ChannelCredentials) {
  await ctx.tx
    .update(paymentChannels)
    .set({
      credentialsEncrypted: sealCredentials(channelId, wanted),
      initiatorPasswordSetAt: ctx.now(),
      apiRefusedAt: null,
      apiRefusal: null,
    })
    .where(eq(paymentChannels.id, channelId));
}
