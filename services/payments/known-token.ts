import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { type Context, handle } from "@/lib/context";
import { safeEqual, sha256 } from "@/lib/crypto";
import { executeRows, schema } from "@/lib/db";
import { smsHookToken } from "@/lib/http";

const { paymentChannels, providerRequests, stkAttempts } = schema;
export type InboxKind = (typeof schema.callbackInbox.$inferSelect)["kind"];
/** What is sent to us. */
export type CallbackKind = Exclude<InboxKind, "pull_row">;

const byAttempt = (hash: string) =>
  sql`select 1 from ${stkAttempts} where ${stkAttempts.tokenHash} = ${hash}`;
const byChannel = (hash: string) =>
  sql`select 1 from ${paymentChannels} where ${paymentChannels.hookTokenHash} = ${hash}`;
const byRequest = (hash: string) =>
  sql`select 1 from ${providerRequests} where ${providerRequests.tokenHash} = ${hash}`;

/** Finds a row where we have given out the token of this hash, by kind. An SMS gateway has one secret for all. */
export const GIVEN_OUT: Record<Exclude<CallbackKind, "sms_report">, (tokenHash: string) => SQL> = {
  stk_callback: byAttempt,
  c2b_confirmation: byChannel,
  c2b_validation: byChannel,
  provider_result: byRequest,
  provider_timeout: byRequest,
};

/** True when we have given out this secret for this kind of callback. Looked up by hash, never compared in clear. */
export async function isKnownToken(
  ctx: Context,
  kind: CallbackKind,
  token: string,
): Promise<boolean> {
  if (kind === "sms_report") return safeEqual(token, smsHookToken());
  const found = await executeRows(handle(ctx), GIVEN_OUT[kind](sha256(token)), z.unknown());
  return found.length > 0;
}
