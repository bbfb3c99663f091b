import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { type Context, changed } from "../context";
import { strikeToken } from "../faults";
import { failure, ok, type Reply, spoil } from "./reply";

/** Issues a token; the one before stops to work (Daraja FAQ). */
export function issueToken(ctx: Context, request: IncomingMessage, url: URL): Reply {
  const { consumerKey, consumerSecret, tokenTtlSeconds } = ctx.options;
  if (url.searchParams.get("grant_type") !== "client_credentials") {
    return failure("400.008.02", "Invalid grant type passed");
  }
  const expected = Buffer.from(`${consumerKey}:${consumerSecret}`).toString("base64");
  if (request.headers.authorization !== `Basic ${expected}`) {
    return failure("400.008.01", "Invalid Authentication passed");
  }
  const value = randomBytes(21).toString("base64url");
  ctx.token = { value, expiresAt: ctx.now().getTime() + tokenTtlSeconds * 1_000 };
  changed(ctx);
  const reply = ok({ access_token: value, expires_in: String(Math.floor(tokenTtlSeconds)) });
  const fault = strikeToken(ctx);
  return fault ? spoil(reply, fault) : reply;
}

/** Refuses a call without the newest living token; undefined if it is good. */
export function refuseBadToken(ctx: Context, request: IncomingMessage): Reply | undefined {
  const { token } = ctx;
  const given = request.headers.authorization;
  const good = token && given === `Bearer ${token.value}` && ctx.now().getTime() < token.expiresAt;
  return good ? undefined : failure("404.001.03", "Invalid Access Token");
}
