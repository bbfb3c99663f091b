import { and, eq, inArray, sql } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context } from "@/lib/context";
import { decrypt } from "@/lib/crypto";
import { schema } from "@/lib/db";
import { uuid } from "@/lib/id";
import { SmsError, sendSms } from "@/lib/sms";
import { isPaused } from "@/services/installation";
import { isSecret } from "./templates";

const Input = z.object({ messageId: uuid() });
const { messages } = schema;
const BACKOFF_MINUTES = [1, 5, 15, 60, 240];
// A claimed message whose sender died is tried again after this long: rarely twice rather than never.
const CLAIM_MS = 120_000;

export type SendOutcome = "sent" | "retry_later" | "failed" | "not_due";

/** Hands one queued SMS to the gateway. Claimed by a conditional update, so that two senders never both send. */
export async function sendMessage(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<SendOutcome> {
  authorise(ctx, { job: true });
  const { messageId } = Input.parse(input);
  if (await isPaused(ctx)) return "not_due";
  const message = await claim(ctx, messageId);
  if (!message) return "not_due";
  try {
    const text = isSecret(message.template)
      ? decrypt(message.body, `message:${message.id}`)
      : message.body;
    const { providerMessageId } = await sendSms({ to: message.phone, text });
    await ctx.db
      .update(messages)
      .set({
        status: "sent",
        sentAt: ctx.now(),
        providerMessageId,
        error: null,
        nextAttemptAt: null,
      })
      .where(eq(messages.id, messageId));
    return "sent";
  } catch (error) {
    return recordFailure(ctx, message, error);
  }
}

async function claim(ctx: Context, messageId: string) {
  const now = ctx.now();
  const due = sql`(${messages.status} = 'queued' or ${messages.nextAttemptAt} <= ${now.toISOString()}::timestamptz)`;
  const [row] = await ctx.db
    .update(messages)
    .set({
      status: "sending",
      attempts: sql`${messages.attempts} + 1`,
      nextAttemptAt: new Date(now.getTime() + CLAIM_MS),
    })
    .where(and(eq(messages.id, messageId), inArray(messages.status, ["queued", "sending"]), due))
    .returning();
  return row;
}

type Message = typeof messages.$inferSelect;

async function recordFailure(ctx: Context, message: Message, error: unknown): Promise<SendOutcome> {
  const delay = BACKOFF_MINUTES[message.attempts - 1];
  const final = (error instanceof SmsError && !error.retryable) || delay === undefined;
  ctx.log.warn({ err: error, messageId: message.id, final }, "SMS was not taken by the gateway");
  await ctx.db
    .update(messages)
    .set({
      status: final ? "failed" : "sending",
      error: error instanceof Error ? error.message : String(error),
      nextAttemptAt: final ? null : new Date(ctx.now().getTime() + delay * 60_000),
    })
    .where(eq(messages.id, message.id));
  return final ? "failed" : "retry_later";
}
