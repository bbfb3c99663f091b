import { sql } from "drizzle-orm";
import { check, index, jsonb, pgEnum, pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import { callbackInbox } from "./callbacks";
import { cents, createdAt, id, instant } from "./columns";
import { customers } from "./customers";
import { journals } from "./ledger";
import { paymentChannels, paymentProvider, providerEnvironment } from "./payment-channels";
import { stkAttempts } from "./stk-attempts";
import { tillSessions } from "./till-sessions";

export const paymentStatus = pgEnum("payment_status", [
  "credited",
  "suspense",
  "reversed",
  "split",
]);
export const evidenceKind = pgEnum("evidence_kind", [
  "stk_callback",
  "stk_query",
  "c2b_confirmation",
  "pull",
  "transaction_status",
  "typed_code",
  "cash",
  "reversal",
]);

/** Money received. One row per receipt, however many ways it was reported. */
export const payments = pgTable(
  "payments",
  {
    id: id(),
    channelId: uuid("channel_id")
      .notNull()
      .references(() => paymentChannels.id),
    provider: paymentProvider("provider").notNull(),
    environment: providerEnvironment("environment").notNull(),
    receipt: text("receipt"),
    attemptId: uuid("attempt_id")
      .unique()
      .references(() => stkAttempts.id),
    customerId: uuid("customer_id").references(() => customers.id),
    status: paymentStatus("status").notNull(),
    source: evidenceKind("source").notNull(),
    amountCents: cents("amount_cents").notNull(),
    currency: text("currency").notNull().default("KES"),
    /** Payer's number as the provider gave it: plain, masked or hashed. */
    payerNumber: text("payer_number"),
    payerName: text("payer_name"),
    accountReference: text("account_reference"),
    /** Of cash: the till session that took it. */
    tillSessionId: uuid("till_session_id").references(() => tillSessions.id),
    paidAt: instant("paid_at").notNull(),
    reversedAt: instant("reversed_at"),
    /** Amount differs from the attempt, odd date…: for staff to see. */
    flags: text("flags").array().notNull().default([]),
    createdAt: createdAt(),
  },
  (t) => [
    unique("payments_receipt_unique").on(t.provider, t.environment, t.receipt),
    check("payment_amount_positive", sql`${t.amountCents} > 0`),
    check(
      "payment_receipt_form",
      sql`${t.provider} <> 'mpesa' or ${t.receipt} is null or ${t.receipt} ~ '^[A-Z0-9]{10}$'`,
    ),
    check(
      "credited_payment_has_customer",
      sql`${t.status} <> 'credited' or ${t.customerId} is not null`,
    ),
    check(
      "receiptless_payment_has_attempt",
      // A reversed one has given its attempt to the payment that turned out to be the same money.
      sql`${t.receipt} is not null or ${t.attemptId} is not null or ${t.status} = 'reversed'`,
    ),
    index("payments_customer").on(t.customerId, t.paidAt),
    index("payments_status").on(t.status, t.paidAt),
    // Few at any moment, and looked for each minute.
    index("payments_without_receipt").on(t.channelId, t.createdAt).where(sql`${t.receipt} is null`),
  ],
);

/** Every report of a payment that was accepted, so that staff can see how we know. */
export const paymentEvidence = pgTable(
  "payment_evidence",
  {
    id: id(),
    paymentId: uuid("payment_id").references(() => payments.id),
    attemptId: uuid("attempt_id").references(() => stkAttempts.id),
    kind: evidenceKind("kind").notNull(),
    inboxId: uuid("inbox_id").references(() => callbackInbox.id),
    summary: jsonb("summary").$type<Record<string, unknown>>().notNull(),
    at: instant("at").notNull(),
  },
  (t) => [
    index("payment_evidence_payment").on(t.paymentId),
    index("payment_evidence_attempt").on(t.attemptId),
  ],
);

export const reversalKind = pgEnum("reversal_kind", ["provider", "staff", "void"]);

/** A payment that was taken back: once, by whom and why. */
export const paymentReversals = pgTable("payment_reversals", {
  id: id(),
  paymentId: uuid("payment_id")
    .notNull()
    .unique()
    .references(() => payments.id),
  kind: reversalKind("kind").notNull(),
  reason: text("reason").notNull(),
  /** The provider's own receipt of the reversal. */
  receipt: text("receipt"),
  journalId: uuid("journal_id")
    .notNull()
    .references(() => journals.id),
  staffId: uuid("staff_id"),
  createdAt: createdAt(),
});
