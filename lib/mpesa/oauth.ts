import { z } from "zod";
import type { DarajaConfig } from "./config";
import { DarajaError } from "./errors";
import { callJson } from "./http";

export interface AccessToken {
  token: string;
  expiresAt: Date;
}

/**
 * Where the one valid access token is kept. Daraja ends the old token when a new one is issued, so all
 * processes must share it.
 */
export interface TokenStore {
  /** The stored token, also when it has expired. */
  read(): Promise<AccessToken | undefined>;
  /**
   * Lets one caller at a time, over all processes, fetch a token and store it. A caller who had to wait gets
   * the token that the other has just stored, unless it is the refused one.
   */
  renew(refused: string | undefined, fetchToken: () => Promise<AccessToken>): Promise<AccessToken>;
}

// expires_in has been seen as a number and as a string.
const TokenReply = z.object({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive(),
});

/** Refreshed this long before its end (a 3600 s token is used for 55 minutes). */
const EARLY_MS = 5 * 60_000;

/** True while the token may be used: `expiresAt` already stands before its real end. */
export const isFresh = (token: AccessToken, now: Date): boolean =>
  token.expiresAt.getTime() > now.getTime();

/** Asks Daraja for a new access token. `expiresAt` is already brought forward. Throws DarajaError. */
export async function fetchAccessToken(config: DarajaConfig, now: Date): Promise<AccessToken> {
  const basic = Buffer.from(`${config.consumerKey}:${config.consumerSecret}`).toString("base64");
  const body = await callJson({
    endpoint: "token",
    method: "GET",
    url: `${config.baseUrl}/oauth/v1/generate?grant_type=client_credentials`,
    headers: { authorization: `Basic ${basic}` },
  });
  const reply = TokenReply.safeParse(body);
  if (!reply.success)
    throw new DarajaError("retry_later", "token", "shape", "no token in the reply");
  const lifeMs = reply.data.expires_in * 1000;
  const usableMs = Math.max(lifeMs - EARLY_MS, lifeMs / 2);
  return { token: reply.data.access_token, expiresAt: new Date(now.getTime() + usableMs) };
}
