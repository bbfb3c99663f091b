import { eq } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { DarajaError, hookUrl, pullRegister } from "@/lib/mpesa";
import { recordAudit } from "@/services/audit";
import { isPaused } from "@/services/installation";
import { openHookToken } from "./credentials";
import { openMpesaChannel } from "./open-channel";
import { requireMpesaPhone } from "./schemas";

const Input = z.object({
  channelId: uuid(),
  nominatedNumber: z.string("Enter a number.").max(30),
});
const { paymentChannels } = schema;

/**
 * Asks M-Pesa to keep the list of payments that we pull every few minutes, in the name of a Safaricom number that is
 * known to it for this shortcode. Being registered already is fine. Throws `invalid`, `not_found`, `unavailable`
 * (M-Pesa refused or is away), `paused`.
 */
export async function registerPull(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<{ registeredAt: Date }> {
  authorise(ctx, { staff: "settings.write" });
  const { channelId, nominatedNumber } = Input.parse(input);
  const nominated = phoneOf(nominatedNumber);
  if (await isPaused(ctx)) throw new AppError("paused", "This installation is paused.");
  const { channel, client } = await openMpesaChannel(ctx, channelId);
  if (!channel.hookTokenEncrypted) throw new Error(`channel ${channelId} has no callback token`);
  const token = openHookToken(channelId, channel.hookTokenEncrypted);
  const origin = env().CALLBACK_BASE_URL ?? env().APP_URL;
  const callbackUrl = hookUrl(origin, `/api/hooks/pay/c2b/${token}/confirmation`);
  try {
    await pullRegister(client, { nominatedNumber: nominated, callbackUrl });
  } catch (error) {
    if (!(error instanceof DarajaError)) throw error;
    throw new AppError("unavailable", `M-Pesa did not register the list (${error.code}).`, {
      cause: error,
    });
  }
  return remember(ctx, channelId);
}

/** Bound to this form's field. */
function phoneOf(text: string): string {
  try {
    return requireMpesaPhone(text);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new AppError("invalid", error.message, {
      fieldErrors: { nominatedNumber: error.message },
    });
  }
}

async function remember(ctx: Context, channelId: string) {
  const registeredAt = ctx.now();
  await withTransaction(ctx, async (tx) => {
    await tx.tx
      .update(paymentChannels)
      .set({ pullRegisteredAt: registeredAt })
      .where(eq(paymentChannels.id, channelId));
    await recordAudit(tx, {
      action: "payments.register-pull",
      entity: { kind: "payment_channel", id: channelId },
    });
  });
  return { registeredAt };
}
