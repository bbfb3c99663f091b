import { sql } from "drizzle-orm";
import {
  check,
  index,
  integer,
  pgEnum,
  pgTable,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { cents, id, instant } from "./columns";
import { customers } from "./customers";
import { packages } from "./packages";
import { paymentChannels } from "./payment-channels";
import { users } from "./users";

export const stkAttemptState = pgEnum("stk_attempt_state", [
  "created",
  "sent",
  "unknown",
  "pending",
  "paid_no_receipt",
  "paid",
  "failed",
  "expired",
  "reversed",
]);

/** One press of "Pay": committed before the push leaves. */
export const stkAttempts = pgTable(
  "stk_attempts",
  {
    id: id(),
    channelId: uuid("channel_id")
      .notNull()
      .references(() => paymentChannels.id),
    customerId: uuid("customer_id")
      .notNull()
      .references(() => customers.id),
    /** Purpose: which user, which package, how many periods. */
    userId: uuid("user_id").references(() => users.id),
    packageId: uuid("package_id").references(() => packages.id),
    periods: integer("periods").notNull().default(1),
    amountCents: cents("amount_cents").notNull(),
    phone: text("phone").notNull(),
    accountReference: text("account_reference").notNull().unique(),
    /** SHA-256 hex of the secret in the callback URL; the secret itself is derived again from it nowhere. */
    tokenHash: text("token_hash").notNull().unique(),
    /** The secret, AES-256-GCM, needed once: by the job that sends the push. */
    tokenEncrypted: text("token_encrypted").notNull(),
    /** Who pressed: `customer`, `staff` on their behalf, or nobody, at `expiry`. */
    initiatedBy: text("initiated_by").notNull().default("customer"),
    state: stkAttemptState("state").notNull().default("created"),
    merchantRequestId: text("merchant_request_id"),
    checkoutRequestId: text("checkout_request_id"),
    resultCode: text("result_code"),
    resultDescription: text("result_description"),
    queryCount: integer("query_count").notNull().default(0),
    nextQueryAt: instant("next_query_at"),
    requestedAt: instant("requested_at").notNull(),
    pushedAt: instant("pushed_at"),
    promptedAt: instant("prompted_at"),
    callbackAt: instant("callback_at"),
    resolvedAt: instant("resolved_at"),
    expiresAt: instant("expires_at").notNull(),
  },
  (t) => [
    check("stk_attempt_whole_shillings", sql`${t.amountCents} > 0 and ${t.amountCents} % 100 = 0`),
    uniqueIndex("stk_attempts_one_open")
      .on(t.customerId, t.phone)
      .where(sql`${t.state} in ('created', 'sent', 'unknown', 'pending')`),
    index("stk_attempts_checkout").on(t.checkoutRequestId),
    index("stk_attempts_query_due").on(t.nextQueryAt).where(sql`${t.nextQueryAt} is not null`),
    index("stk_attempts_awaiting_receipt")
      .on(t.resolvedAt)
      .where(sql`${t.state} = 'paid_no_receipt'`),
    // What is wrong with the shortcode itself: an alert looks for it every minute.
    index("stk_attempts_shortcode_refused")
      .on(t.channelId, t.resolvedAt)
      .where(sql`${t.resultCode} in ('setup', '8', '2028', 'SFC_IC0003')`),
    index("stk_attempts_customer").on(t.customerId, t.requestedAt),
  ],
);
