import type { TxContext } from "@/lib/context";
import { encrypt } from "@/lib/crypto";
import { schema } from "@/lib/db";
import { enqueueEvent } from "@/services/outbox";
import { fillTemplate, isSecret, type Template } from "./templates";

export interface QueueMessage {
  customerId: string | null;
  /** E.164. */
  phone: string;
  template: Template;
  values: Record<string, string>;
  /** The same key never queues a second text. */
  dedupeKey: string;
}

// If the event is lost, the sweep finds the message after this long.
const SWEEP_AFTER_MS = 30_000;

/** Queues an SMS in the caller's transaction. Returns null when this key was queued before. */
export async function queueMessage(
  ctx: TxContext,
  message: QueueMessage,
): Promise<{ messageId: string } | null> {
  const { values, ...row } = message;
  const messageId = ctx.newId();
  const text = fillTemplate(message.template, values);
  const inserted = await ctx.tx
    .insert(schema.messages)
    .values({
      id: messageId,
      ...row,
      body: isSecret(message.template) ? encrypt(text, `message:${messageId}`) : text,
      createdAt: ctx.now(),
      nextAttemptAt: new Date(ctx.now().getTime() + SWEEP_AFTER_MS),
    })
    .onConflictDoNothing({ target: schema.messages.dedupeKey })
    .returning({ id: schema.messages.id });
  if (inserted.length === 0) return null;
  await enqueueEvent(ctx, "messages/message.queued", { messageId });
  return { messageId };
}
