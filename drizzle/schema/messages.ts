import { sql } from "drizzle-orm";
import { index, integer, pgEnum, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { createdAt, id, instant } from "./columns";
import { customers } from "./customers";

export const messageStatus = pgEnum("message_status", [
  "queued",
  "sending",
  "sent",
  "delivered",
  "failed",
]);

/** SMS to customers. */
export const messages = pgTable(
  "messages",
  {
    id: id(),
    customerId: uuid("customer_id").references(() => customers.id),
    phone: text("phone").notNull(),
    template: text("template").notNull(),
    /** Encrypted when it carries a one-time code; shown as its template then. */
    body: text("body").notNull(),
    /** The gateway has no idempotency key: this one keeps us from queueing the same text twice. */
    dedupeKey: text("dedupe_key").notNull().unique(),
    status: messageStatus("status").notNull().default("queued"),
    providerMessageId: text("provider_message_id"),
    attempts: integer("attempts").notNull().default(0),
    nextAttemptAt: instant("next_attempt_at"),
    error: text("error"),
    createdAt: createdAt(),
    sentAt: instant("sent_at"),
    deliveredAt: instant("delivered_at"),
  },
  (t) => [
    index("messages_due").on(t.nextAttemptAt).where(sql`${t.status} in ('queued', 'sending')`),
    index("messages_customer").on(t.customerId, t.createdAt),
    index("messages_provider").on(t.providerMessageId),
  ],
);
