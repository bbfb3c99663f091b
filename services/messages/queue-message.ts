import { sql } from "drizzle-orm";
import { z } from "zod";
import { gathered, type TxContext } from "@/lib/context";
import { encrypt } from "@/lib/crypto";
import { executeRows, insertRows, schema } from "@/lib/db";
import { uuid } from "@/lib/id";
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
  const inserted = await insertMessage(ctx, {
    id: messageId,
    ...row,
    body: isSecret(message.template) ? encrypt(text, `message:${messageId}`) : text,
    createdAt: ctx.now(),
    nextAttemptAt: new Date(ctx.now().getTime() + SWEEP_AFTER_MS),
  });
  if (!inserted) return null;
  await enqueueEvent(ctx, "messages/message.queued", { messageId });
  return { messageId };
}

const PARTS = ["customerId", "phone", "template", "body", "dedupeKey"];
const COLUMNS = ["id", ...PARTS, "createdAt", "nextAttemptAt"];

const Inserted = z.object({ id: uuid() });

/** Says whether it is new. */
const insertMessage = gathered(
  "messages",
  async (ctx, rows: (typeof schema.messages.$inferInsert)[]) => {
    const write = sql`${insertRows(schema.messages, COLUMNS, rows)}
    on conflict (dedupe_key) do nothing returning id`;
    const inserted = await executeRows(ctx.tx, write, Inserted);
    const ids = new Set<string | undefined>(inserted.map(({ id }) => id));
    return rows.map(({ id }) => ids.has(id));
  },
);
