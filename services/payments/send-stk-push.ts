import { and, eq, gt, inArray, sql } from "drizzle-orm";
import type { z } from "zod";
import { authorise, type Context, faultPoint } from "@/lib/context";
import { schema } from "@/lib/db";
import { env } from "@/lib/env";
import { type AcceptedPush, classifyResult, DarajaError, hookUrl, stkPush } from "@/lib/mpesa";
import { isPaused } from "@/services/installation";
import { type Attempt, FIRST_QUERY_MS, PUSH_WITHIN_MS } from "./attempt-states";
import { openAttemptToken } from "./credentials";
import { openMpesaChannel } from "./open-channel";
import { ByAttempt } from "./schemas";

const { stkAttempts } = schema;

export type PushOutcome = "sent" | "unknown" | "failed" | "not_claimed" | "paused";

/**
 * Sends the push of a fresh attempt, at most once ever: the claim is committed first, and whoever finds it
 * taken does nothing. No answer means `unknown`: the customer may have the prompt, so it is never repeated.
 */
export async function sendStkPush(
  ctx: Context,
  input: z.input<typeof ByAttempt>,
): Promise<{ outcome: PushOutcome }> {
  authorise(ctx, { job: true });
  const { attemptId } = ByAttempt.parse(input);
  if (await isPaused(ctx)) return { outcome: "paused" };
  const attempt = await claim(ctx, attemptId);
  if (!attempt) return { outcome: "not_claimed" };
  faultPoint("stk.claimed");
  const send = await prepare(ctx, attempt);
  if (!send) return { outcome: "failed" };
  try {
    const accepted = await send();
    faultPoint("stk.accepted");
    await recordAccepted(ctx, attemptId, accepted);
    return { outcome: "sent" };
  } catch (error) {
    return { outcome: await recordRefusal(ctx, attemptId, error) };
  }
}

async function claim(ctx: Context, attemptId: string): Promise<Attempt | undefined> {
  const now = ctx.now();
  const [attempt] = await ctx.db
    .update(stkAttempts)
    .set({
      state: "sent",
      pushedAt: now,
      nextQueryAt: new Date(now.getTime() + FIRST_QUERY_MS),
    })
    .where(
      and(
        eq(stkAttempts.id, attemptId),
        eq(stkAttempts.state, "created"),
        gt(stkAttempts.requestedAt, new Date(now.getTime() - PUSH_WITHIN_MS)),
      ),
    )
    .returning();
  return attempt;
}

/** All that can go wrong before anything leaves is a definite failure. */
async function prepare(
  ctx: Context,
  attempt: Attempt,
): Promise<(() => Promise<AcceptedPush>) | undefined> {
  try {
    const { client } = await openMpesaChannel(ctx, attempt.channelId);
    const token = openAttemptToken(attempt.id, attempt.tokenEncrypted);
    const origin = env().CALLBACK_BASE_URL ?? env().APP_URL;
    const callbackUrl = hookUrl(origin, `/api/hooks/pay/stk/${token}`);
    const { amountCents, phone, accountReference } = attempt;
    return () =>
      stkPush(client, {
        amountCents,
        phone,
        accountReference,
        callbackUrl,
        description: "Internet",
      });
  } catch (error) {
    ctx.log.error({ err: error }, "M-Pesa payments are not set up correctly");
    await fail(ctx, attempt.id, "setup", classifyResult("2028").words);
    return undefined;
  }
}

/** The callback may have been faster than the reply: ids are filled in, a newer state is left alone. */
async function recordAccepted(
  ctx: Context,
  attemptId: string,
  accepted: { merchantRequestId: string; checkoutRequestId: string },
) {
  await ctx.db
    .update(stkAttempts)
    .set({
      ...accepted,
      promptedAt: sql`coalesce(${stkAttempts.promptedAt}, ${ctx.now()})`,
      state: sql`case when ${stkAttempts.state} = 'unknown' then 'sent' else ${stkAttempts.state} end`,
    })
    .where(eq(stkAttempts.id, attemptId));
}

async function recordRefusal(
  ctx: Context,
  attemptId: string,
  error: unknown,
): Promise<"unknown" | "failed"> {
  const refusal = error instanceof DarajaError ? error : undefined;
  if (refusal && refusal.kind !== "unknown_outcome") {
    const ours = refusal.kind === "config" || refusal.kind === "bug" || refusal.kind === "token";
    if (ours) ctx.log.error({ err: refusal }, "M-Pesa refused a payment request: check the set-up");
    await fail(ctx, attemptId, ours ? "setup" : refusal.code, wordsFor(refusal));
    return "failed";
  }
  ctx.log.warn({ err: error, attemptId }, "no clear answer to a payment request");
  await ctx.db
    .update(stkAttempts)
    .set({ state: "unknown" })
    .where(and(eq(stkAttempts.id, attemptId), eq(stkAttempts.state, "sent")));
  return "unknown";
}

async function fail(ctx: Context, attemptId: string, resultCode: string, words: string) {
  await ctx.db
    .update(stkAttempts)
    .set({
      state: "failed",
      resultCode,
      resultDescription: words,
      resolvedAt: ctx.now(),
      nextQueryAt: null,
    })
    .where(and(eq(stkAttempts.id, attemptId), inArray(stkAttempts.state, ["sent", "unknown"])));
}

function wordsFor(refusal: DarajaError): string {
  switch (refusal.kind) {
    case "locked":
      return classifyResult("1001").words;
    case "retry_later":
    case "pending":
      return classifyResult("26").words;
    default:
      return classifyResult("2028").words;
  }
}
