import { eq } from "drizzle-orm";
import type { z } from "zod";
import { authorise, type Context, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { registerC2bUrls as callRegister, DarajaError, hookUrl } from "@/lib/mpesa";
import { recordAudit } from "@/services/audit";
import { isPaused } from "@/services/installation";
import { openHookToken } from "./credentials";
import { openMpesaChannel } from "./open-channel";
import { ByChannel } from "./schemas";

const { paymentChannels } = schema;

/**
 * Tells M-Pesa where to report direct payments to this shortcode. Live it can be done once; a change goes
 * through Safaricom's portal. Throws `not_found`, `unavailable` (M-Pesa refused or is away), `paused`.
 */
export async function registerC2bUrls(
  ctx: Context,
  input: z.input<typeof ByChannel>,
): Promise<{ registeredAt: Date }> {
  authorise(ctx, { staff: "settings.write", job: true });
  const { channelId } = ByChannel.parse(input);
  if (await isPaused(ctx)) throw new AppError("paused", "This installation is paused.");
  const { channel, client } = await openMpesaChannel(ctx, channelId);
  if (!channel.hookTokenEncrypted) throw new Error(`channel ${channelId} has no callback token`);
  const token = openHookToken(channelId, channel.hookTokenEncrypted);
  const url = (end: string) =>
    hookUrl(env().CALLBACK_BASE_URL ?? env().APP_URL, `/api/hooks/pay/c2b/${token}/${end}`);
  try {
    await callRegister(client, {
      confirmationUrl: url("confirmation"),
      validationUrl: url("validation"),
    });
  } catch (error) {
    if (!(error instanceof DarajaError)) throw error;
    throw new AppError("unavailable", `M-Pesa did not register the addresses (${error.code}).`, {
      cause: error,
    });
  }
  return remember(ctx, channelId);
}

async function remember(ctx: Context, channelId: string) {
  const registeredAt = ctx.now();
  await withTransaction(ctx, async (tx) => {
    await tx.tx
      .update(paymentChannels)
      .set({ c2bRegisteredAt: registeredAt })
      .where(eq(paymentChannels.id, channelId));
    await recordAudit(tx, {
      action: "payments.register-c2b-urls",
      entity: { kind: "payment_channel", id: channelId },
    });
  });
  return { registeredAt };
}
