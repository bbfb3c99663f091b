import { sql } from "drizzle-orm";
import {
  type AnyPgColumn,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { cents, id, instant } from "./columns";
import { customers } from "./customers";
import { paymentChannels } from "./payment-channels";
import { payments } from "./payments";

export const providerRequestKind = pgEnum("provider_request_kind", [
  "transaction_status",
  "reversal",
  "refund",
]);
export const providerRequestState = pgEnum("provider_request_state", [
  "created",
  "sent",
  "unknown",
  "succeeded",
  "failed",
]);

/** A shortcode that was asked about a typed code, and is not the one that knows it. */
export interface PassedOn {
  channelId: string;
  /** It says that there is no such payment, or it could not be asked, or gave no answer. */
  because: "not_known" | "no_answer";
  code: string;
  words: string;
}

/**
 * Something asked of the provider that is answered later, by a callback: is this receipt real, take this payment
 * back, pay this customer. The id is our OriginatorConversationID; the row is committed before the call leaves.
 */
export const providerRequests = pgTable(
  "provider_requests",
  {
    id: id(),
    channelId: uuid("channel_id")
      .notNull()
      .references(() => paymentChannels.id),
    kind: providerRequestKind("kind").notNull(),
    state: providerRequestState("state").notNull().default("created"),
    customerId: uuid("customer_id").references(() => customers.id),
    paymentId: uuid("payment_id").references(() => payments.id),
    /** The receipt that is asked about or to be reversed. */
    receipt: text("receipt"),
    /** E.164, of a refund. */
    phone: text("phone"),
    amountCents: cents("amount_cents"),
    reason: text("reason").notNull(),
    actorKind: text("actor_kind").notNull(),
    actorId: text("actor_id").notNull(),
    /** SHA-256 hex of the secret in the result URL; the secret itself, AES-256-GCM. */
    tokenHash: text("token_hash").notNull().unique(),
    tokenEncrypted: text("token_encrypted").notNull(),
    /** A question about an earlier request whose result never came. */
    aboutRequestId: uuid("about_request_id").references((): AnyPgColumn => providerRequests.id),
    /** The provider's two ids of it; the result carries both. */
    originatorConversationId: text("originator_conversation_id"),
    conversationId: text("conversation_id"),
    resultCode: text("result_code"),
    resultDescription: text("result_description"),
    /** The provider's receipt of what was done. */
    resultReceipt: text("result_receipt"),
    /** Of a typed code: the shortcodes that were asked before, and what they said. */
    passedOn: jsonb("passed_on").$type<PassedOn[]>().notNull().default([]),
    attempts: integer("attempts").notNull().default(0),
    nextAttemptAt: instant("next_attempt_at"),
    requestedAt: instant("requested_at").notNull(),
    sentAt: instant("sent_at"),
    resolvedAt: instant("resolved_at"),
  },
  (t) => [
    index("provider_requests_due").on(t.nextAttemptAt).where(sql`${t.nextAttemptAt} is not null`),
    index("provider_requests_payment").on(t.paymentId),
    index("provider_requests_customer").on(t.customerId, t.requestedAt),
    // A receipt is asked about, or reversed, by one open request at a time.
    uniqueIndex("provider_requests_one_open")
      .on(t.kind, t.channelId, t.receipt)
      .where(sql`${t.state} in ('created', 'sent', 'unknown') and ${t.receipt} is not null`),
    uniqueIndex("provider_requests_one_question")
      .on(t.aboutRequestId)
      .where(sql`${t.state} in ('created', 'sent', 'unknown') and ${t.aboutRequestId} is not null`),
  ],
);
