import { and, eq, inArray, lte, or, sql } from "drizzle-orm";
import type { z } from "zod";
import { authorise, type Context, faultPoint } from "@/lib/context";
import { schema } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { throttle } from "@/lib/throttle";
import { isPaused } from "@/services/installation";
import type { Channel } from "./open-channel";
import { prepareCall } from "./requests/prepare-call";
import { recordAccepted, recordRefusal } from "./requests/record-reply";
import { isQuestion, type ProviderRequest, RESULT_WITHIN_MS } from "./requests/request-states";
import { ByRequest } from "./schemas";

const { paymentChannels, providerRequests } = schema;

/** Questions a minute, of all processes together and for each channel. M-Pesa's own limit is not documented. */
const QUESTIONS_A_MINUTE: Record<Channel["environment"], number> = {
  simulator: 300,
  sandbox: 12,
  production: 60,
};

export type SendOutcome = "sent" | "unknown" | "failed" | "not_claimed" | "throttled" | "paused";

/**
 * Sends what is to be asked of the provider. An order (reversal, refund) leaves at most once ever: the claim is
 * committed first, and no answer means `unknown`. A question may be asked again once it is due. Errors: forbidden.
 */
export async function sendProviderRequest(
  ctx: Context,
  input: z.input<typeof ByRequest>,
): Promise<{ outcome: SendOutcome }> {
  authorise(ctx, { job: true });
  const { requestId } = ByRequest.parse(input);
  if (await isPaused(ctx)) return { outcome: "paused" };
  const request = await claim(ctx, requestId);
  if (!request) return { outcome: "not_claimed" };
  faultPoint("request.claimed");
  if (isQuestion(request.kind) && !(await mayAsk(ctx, request))) return putBack(ctx, request);
  try {
    const call = await prepareCall(ctx, request);
    const accepted = await call();
    faultPoint("request.accepted");
    await recordAccepted(ctx, request, accepted);
    return { outcome: "sent" };
  } catch (error) {
    return { outcome: await recordRefusal(ctx, request, error) };
  }
}

async function claim(ctx: Context, requestId: string): Promise<ProviderRequest | undefined> {
  const now = ctx.now();
  const dueQuestion = and(
    eq(providerRequests.kind, "transaction_status"),
    inArray(providerRequests.state, ["sent", "unknown"]),
    lte(providerRequests.nextAttemptAt, now),
  );
  const [request] = await ctx.db
    .update(providerRequests)
    .set({
      state: "sent",
      sentAt: now,
      attempts: sql`${providerRequests.attempts} + 1`,
      nextAttemptAt: new Date(now.getTime() + RESULT_WITHIN_MS),
    })
    .where(
      and(
        eq(providerRequests.id, requestId),
        or(eq(providerRequests.state, "created"), dueQuestion),
      ),
    )
    .returning();
  return request;
}

async function mayAsk(ctx: Context, { channelId }: ProviderRequest): Promise<boolean> {
  const [channel] = await ctx.db
    .select({ environment: paymentChannels.environment })
    .from(paymentChannels)
    .where(eq(paymentChannels.id, channelId));
  const points = QUESTIONS_A_MINUTE[channel?.environment ?? "production"];
  try {
    await throttle(ctx, { name: "daraja-status", points, durationSeconds: 60 }, channelId);
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === "rate_limited") return false;
    throw error;
  }
}

/** Not asked, so not counted; spread out, so that a crowd does not come back at the same moment. */
async function putBack(ctx: Context, request: ProviderRequest): Promise<{ outcome: SendOutcome }> {
  const delayMs = 10_000 + Math.random() * 20_000;
  await ctx.db
    .update(providerRequests)
    .set({
      attempts: sql`${providerRequests.attempts} - 1`,
      nextAttemptAt: new Date(ctx.now().getTime() + delayMs),
    })
    .where(and(eq(providerRequests.id, request.id), eq(providerRequests.state, "sent")));
  return { outcome: "throttled" };
}
