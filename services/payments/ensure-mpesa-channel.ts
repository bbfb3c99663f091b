import { isDeepStrictEqual } from "node:util";
import { and, eq, not } from "drizzle-orm";
import type { z } from "zod";
import { authorise, type Context, type TxContext, withTransaction } from "@/lib/context";
import { randomToken, sha256 } from "@/lib/crypto";
import { schema } from "@/lib/db";
import { recordAudit } from "@/services/audit";
import {
  type ChannelCredentials,
  openCredentials,
  sealCredentials,
  sealHookToken,
} from "./credentials";
import type { Channel } from "./open-channel";
import { MpesaChannelInput } from "./schemas";
import { credentialsAtStart } from "./wanted-credentials";

const { paymentChannels, providerTokens } = schema;
type Settings = z.output<typeof MpesaChannelInput>;

/**
 * Makes the channel of a shortcode what the settings say; run at every start. Credentials are stored encrypted, those
 * of the initiator that staff have entered since stay, its callback token is made once. Safe to run from several processes.
 */
export async function ensureMpesaChannel(
  ctx: Context,
  input: z.input<typeof MpesaChannelInput>,
): Promise<{ channelId: string; changed: boolean }> {
  authorise(ctx, { staff: "settings.write", job: true });
  const settings = MpesaChannelInput.parse(input);
  return withTransaction(ctx, async (tx) => {
    if (settings.isDefault) await giveUpDefault(tx, settings);
    await insertIfMissing(tx, settings);
    const channel = await lockChannel(tx, settings);
    const stored = storedCredentials(channel);
    const credentials = credentialsAtStart(stored, settings);
    if (stored && isSame({ ...channel, ...stored }, { ...settings, ...credentials }))
      return { channelId: channel.id, changed: false };
    await applySettings(tx, channel.id, settings, credentials);
    if (stored?.initiatorPassword !== credentials.initiatorPassword)
      await rememberPasswordChange(tx, channel.id);
    await recordAudit(tx, {
      action: "payments.ensure-channel",
      entity: { kind: "payment_channel", id: channel.id },
      data: { shortcode: settings.shortcode, environment: settings.environment },
    });
    return { channelId: channel.id, changed: true };
  });
}

const byShortcode = (settings: Settings) =>
  and(
    eq(paymentChannels.provider, "mpesa"),
    eq(paymentChannels.environment, settings.environment),
    eq(paymentChannels.shortcode, settings.shortcode),
  );

/** At most one channel is the default. */
async function giveUpDefault(ctx: TxContext, settings: Settings) {
  const isThis = byShortcode(settings);
  await ctx.tx
    .update(paymentChannels)
    .set({ isDefault: false })
    .where(and(eq(paymentChannels.isDefault, true), isThis && not(isThis)));
}

async function insertIfMissing(ctx: TxContext, settings: Settings) {
  const id = ctx.newId();
  const token = randomToken();
  const { name, environment, kind, shortcode } = settings;
  await ctx.tx
    .insert(paymentChannels)
    .values({
      id,
      name,
      provider: "mpesa",
      environment,
      kind,
      shortcode,
      hookTokenHash: sha256(token),
      hookTokenEncrypted: sealHookToken(id, token),
      createdAt: ctx.now(),
    })
    .onConflictDoNothing();
}

async function lockChannel(ctx: TxContext, settings: Settings): Promise<Channel> {
  const [channel] = await ctx.tx
    .select()
    .from(paymentChannels)
    .where(byShortcode(settings))
    .for("no key update");
  if (!channel) throw new Error("the channel vanished while it was being set up");
  return channel;
}

const storedCredentials = (channel: Channel): ChannelCredentials | undefined =>
  channel.credentialsEncrypted
    ? openCredentials(channel.id, channel.credentialsEncrypted)
    : undefined;

const COMPARED = [
  "name",
  "kind",
  "baseUrl",
  "isDefault",
  "consumerKey",
  "consumerSecret",
  "passkey",
  "storeNumber",
  "initiatorName",
  "initiatorPassword",
  "certificatePem",
  "replaced",
] as const;

type Compared = Partial<Record<(typeof COMPARED)[number], unknown>>;
const isSame = (before: Compared, after: Compared): boolean =>
  COMPARED.every((key) => isDeepStrictEqual(before[key], after[key]));

async function applySettings(
  ctx: TxContext,
  channelId: string,
  settings: Settings,
  credentials: ChannelCredentials,
) {
  await ctx.tx
    .update(paymentChannels)
    .set({
      name: settings.name,
      kind: settings.kind,
      baseUrl: settings.baseUrl,
      isDefault: settings.isDefault,
      active: true,
      credentialsEncrypted: sealCredentials(channelId, credentials),
      // Whether it is mended shows at the next request.
      apiRefusedAt: null,
      apiRefusal: null,
    })
    .where(eq(paymentChannels.id, channelId));
  // A token of the old credentials would be refused once; do not even try it.
  await ctx.tx.delete(providerTokens).where(eq(providerTokens.channelId, channelId));
}

/** It ends after 90 days: the settings screen counts them. */
async function rememberPasswordChange(ctx: TxContext, channelId: string) {
  await ctx.tx
    .update(paymentChannels)
    .set({ initiatorPasswordSetAt: ctx.now() })
    .where(eq(paymentChannels.id, channelId));
}
