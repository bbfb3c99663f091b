import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { type Context, changed } from "../context";
import { findFault, strikeAnswer, takeCallFault } from "../faults";
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
  ctx.token = { value, expiresAt: ctx.now().getTime() + tokenTtlSeconds * 1_000, uses: 0 };
  changed(ctx);
  const reply = ok({ access_token: value, expires_in: String(Math.floor(tokenTtlSeconds)) });
  const fault = strikeAnswer(ctx, "token");
  return fault ? spoil(reply, fault) : reply;
}

/** Refuses a call without the newest living token; undefined if it is good. */
export function refuseBadToken(ctx: Context, request: IncomingMessage): Reply | undefined {
  const { token } = ctx;
  const given = request.headers.authorization;
  const good = token && given === `Bearer ${token.value}` && ctx.now().getTime() < token.expiresAt;
  if (!good) return failure("404.001.03", "Invalid Access Token");
  const worn = strikeExpiry(ctx, token.uses);
  token.uses += 1;
  if (!worn) return undefined;
  ctx.token = null;
  return failure(worn.as, "Invalid Access Token");
}

/** F20: this token has just died; scripted once, or after so many calls of every token. */
function strikeExpiry(ctx: Context, uses: number) {
  const scripted = takeCallFault(ctx, (fault) => fault.name === "F20");
  if (scripted?.name === "F20") return scripted;
  const standing = findFault(ctx.faults, "F20");
  return standing && uses >= standing.afterCalls ? standing : undefined;
}
