import { z } from "zod";
import { decrypt, encrypt } from "@/lib/crypto";

/** Who asks M-Pesa for status, reversals and refunds. */
const Initiator = z.object({
  initiatorName: z.string().optional(),
  initiatorPassword: z.string().optional(),
  certificatePem: z.string().optional(),
});
const Credentials = Initiator.extend({
  consumerKey: z.string(),
  consumerSecret: z.string(),
  passkey: z.string(),
  storeNumber: z.string().optional(),
  /** What the start gave where staff have given something newer: the same value again changes nothing. */
  replaced: Initiator.optional(),
});
export type Initiator = z.infer<typeof Initiator>;
export type ChannelCredentials = z.infer<typeof Credentials>;

// Bound to the row: a ciphertext copied to another channel cannot be opened.
const purpose = (channelId: string, what: string) => `payment_channels:${channelId}:${what}`;

/** Seals a channel's API credentials for its row. */
export const sealCredentials = (channelId: string, credentials: ChannelCredentials): string =>
  encrypt(JSON.stringify(credentials), purpose(channelId, "credentials"));

/** Opens them; throws when the key or the row differs. */
export const openCredentials = (channelId: string, sealed: string): ChannelCredentials =>
  Credentials.parse(JSON.parse(decrypt(sealed, purpose(channelId, "credentials"))));

export const sealHookToken = (channelId: string, token: string): string =>
  encrypt(token, purpose(channelId, "hook"));
export const openHookToken = (channelId: string, sealed: string): string =>
  decrypt(sealed, purpose(channelId, "hook"));

export const sealAttemptToken = (attemptId: string, token: string): string =>
  encrypt(token, `stk_attempts:${attemptId}:token`);
export const openAttemptToken = (attemptId: string, sealed: string): string =>
  decrypt(sealed, `stk_attempts:${attemptId}:token`);

export const sealAccessToken = (channelId: string, token: string): string =>
  encrypt(token, purpose(channelId, "access"));
export const openAccessToken = (channelId: string, sealed: string): string =>
  decrypt(sealed, purpose(channelId, "access"));

export const sealRequestToken = (requestId: string, token: string): string =>
  encrypt(token, `provider_requests:${requestId}:token`);
export const openRequestToken = (requestId: string, sealed: string): string =>
  decrypt(sealed, `provider_requests:${requestId}:token`);
