import { eq } from "drizzle-orm";
import { claimFirst, type TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { notFound } from "@/lib/errors";
import { accountPart, normaliseReference } from "@/lib/mpesa";
import type { Evidence } from "../evidence";
import { lockAttempt } from "./lock-attempt";
import { findAwaitingAttempt } from "./till-echo";
import type { Channel, Parties } from "./types";

const { paymentChannels } = schema;

/** Loads the channel and locks the attempt. Throws `not_found` when the channel does not exist. */
export async function loadParties(ctx: TxContext, evidence: Evidence): Promise<Parties> {
  const named = await lockNamedAttempt(ctx, evidence);
  if (named?.channel.id === evidence.channelId) return named;
  const channel = await loadChannel(ctx, evidence.channelId);
  // A token or reference of another channel's attempt names nobody here.
  if (named) return { channel };
  return { channel, ...(await findAwaitingAttempt(ctx, evidence, channel)) };
}

async function lockNamedAttempt(ctx: TxContext, evidence: Evidence) {
  const reference = evidence.accountReference && normaliseReference(evidence.accountReference);
  const byReference = reference && accountPart(reference) ? reference : undefined;
  if (!evidence.attemptId && !byReference) return undefined;
  const named = evidence.attemptId
    ? await lockAttempt(ctx, { by: "id", value: evidence.attemptId })
    : await lockAttempt(ctx, { by: "accountReference", value: byReference ?? "" });
  // Of two reports on one customer the second has to see what the first has done.
  if (named) claimFirst(ctx, `customer ${named.attempt.customerId}`);
  return named;
}

async function loadChannel(ctx: TxContext, channelId: string): Promise<Channel> {
  const [channel] = await ctx.tx
    .select()
    .from(paymentChannels)
    .where(eq(paymentChannels.id, channelId));
  if (!channel) throw notFound("payment channel");
  return channel;
}
