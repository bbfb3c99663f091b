import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { bills } from "./billing";
import { callbackInbox } from "./callbacks";
import { cents, createdAt, id, instant } from "./columns";
import { customers } from "./customers";
import { journals } from "./ledger";
import { packages } from "./packages";
import { routers } from "./routers";
import { users } from "./users";

export const paymentProvider = pgEnum("payment_provider", ["mpesa", "cash"]);
export const providerEnvironment = pgEnum("provider_environment", [
  "simulator",
  "sandbox",
  "production",
]);
export const channelKind = pgEnum("channel_kind", ["paybill", "till", "cash"]);

/** A way to be paid: a paybill, a till, a cash desk. */
export const paymentChannels = pgTable(
  "payment_channels",
  {
    id: id(),
    name: text("name").notNull(),
    provider: paymentProvider("provider").notNull(),
    environment: providerEnvironment("environment").notNull(),
    kind: channelKind("kind").notNull(),
    shortcode: text("shortcode"),
    /** Origin of the provider's API. */
    baseUrl: text("base_url"),
    /** Consumer key, secret and passkey as JSON, AES-256-GCM. */
    credentialsEncrypted: text("credentials_encrypted"),
    /** Secret path part of the C2B URLs: hash to check it, ciphertext to register it. */
    hookTokenHash: text("hook_token_hash").unique(),
    hookTokenEncrypted: text("hook_token_encrypted"),
    c2bRegisteredAt: instant("c2b_registered_at"),
    /** Pull has covered everything up to here. */
    pulledUntil: instant("pulled_until"),
    pullRegisteredAt: instant("pull_registered_at"),
    /** Answer M-Pesa's question before it takes the money: refuse unknown accounts. */
    c2bValidation: boolean("c2b_validation").notNull().default(false),
    /** The API user's password expires 90 days after this. */
    initiatorPasswordSetAt: instant("initiator_password_set_at"),
    /** M-Pesa refuses what we ask, for a reason that is ours to mend: since when, and which. */
    apiRefusedAt: instant("api_refused_at"),
    apiRefusal: text("api_refusal"),
    active: boolean("active").notNull().default(true),
    isDefault: boolean("is_default").notNull().default(false),
    createdAt: createdAt(),
  },
  (t) => [
    unique("payment_channels_shortcode_unique").on(t.provider, t.environment, t.shortcode),
    uniqueIndex("payment_channels_one_default").on(t.isDefault).where(sql`${t.isDefault}`),
  ],
);

/** One OAuth token per channel, shared by all processes: a new one invalidates the last. */
export const providerTokens = pgTable("provider_tokens", {
  channelId: uuid("channel_id")
    .primaryKey()
    .references(() => paymentChannels.id),
  tokenEncrypted: text("token_encrypted").notNull(),
  expiresAt: instant("expires_at").notNull(),
});

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

/** One staff member's turn at a cash desk: opened with a float, closed with a count. */
export const tillSessions = pgTable(
  "till_sessions",
  {
    id: id(),
    channelId: uuid("channel_id")
      .notNull()
      .references(() => paymentChannels.id),
    staffId: uuid("staff_id").notNull(),
    openingCents: cents("opening_cents").notNull(),
    /** Of the till's account at that moment: what it grows by is what this turn has taken. */
    openingBalanceCents: cents("opening_balance_cents").notNull(),
    openedAt: instant("opened_at").notNull(),
    closedAt: instant("closed_at"),
    closedBy: uuid("closed_by"),
    /** What the books say there should be, what was counted, and where it went. */
    expectedCents: cents("expected_cents"),
    countedCents: cents("counted_cents"),
    note: text("note"),
  },
  (t) => [
    uniqueIndex("till_sessions_one_open").on(t.channelId).where(sql`${t.closedAt} is null`),
    check("till_opening_not_negative", sql`${t.openingCents} >= 0`),
    check("till_closed_with_count", sql`(${t.closedAt} is null) = (${t.countedCents} is null)`),
    index("till_sessions_staff").on(t.staffId, t.openedAt),
  ],
);

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

/** Part of the customer's money applied to a bill; the payment is null when the wallet paid. */
export const allocations = pgTable(
  "allocations",
  {
    id: id(),
    paymentId: uuid("payment_id").references(() => payments.id),
    billId: uuid("bill_id")
      .notNull()
      .references(() => bills.id),
    journalId: uuid("journal_id")
      .notNull()
      .references(() => journals.id),
    amountCents: cents("amount_cents").notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    check("allocation_positive", sql`${t.amountCents} > 0`),
    index("allocations_bill").on(t.billId),
    index("allocations_payment").on(t.paymentId),
  ],
);

/** The way from "Pay" to "You are online", stage by stage, for one user on one router. */
export const restorations = pgTable(
  "restorations",
  {
    id: id(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id),
    routerId: uuid("router_id")
      .notNull()
      .references(() => routers.id),
    attemptId: uuid("attempt_id")
      .unique()
      .references(() => stkAttempts.id),
    paymentId: uuid("payment_id").references(() => payments.id),
    /** The generation of desired state that must be observed. */
    generation: integer("generation").notNull(),
    /** True when only an STK query vouched for the money so far. */
    provisional: boolean("provisional").notNull().default(false),
    requestedAt: instant("requested_at"),
    promptedAt: instant("prompted_at"),
    callbackAt: instant("callback_at"),
    committedAt: instant("committed_at").notNull(),
    /** When the sync job woke up for it. */
    eventAt: instant("event_at"),
    appliedAt: instant("applied_at"),
    verifiedAt: instant("verified_at"),
    onlineAt: instant("online_at"),
  },
  (t) => [
    index("restorations_unverified").on(t.userId, t.routerId).where(sql`${t.onlineAt} is null`),
    index("restorations_payment").on(t.paymentId),
    index("restorations_committed").on(t.committedAt),
  ],
);

/** Parts of an unmatched payment, given to customers by a person. Their sum is the payment. */
export const paymentAssignments = pgTable(
  "payment_assignments",
  {
    id: id(),
    paymentId: uuid("payment_id")
      .notNull()
      .references(() => payments.id),
    customerId: uuid("customer_id")
      .notNull()
      .references(() => customers.id),
    amountCents: cents("amount_cents").notNull(),
    journalId: uuid("journal_id")
      .notNull()
      .references(() => journals.id),
    staffId: uuid("staff_id").notNull(),
    note: text("note"),
    createdAt: createdAt(),
  },
  (t) => [
    unique("payment_assignments_once").on(t.paymentId, t.customerId),
    check("payment_assignment_positive", sql`${t.amountCents} > 0`),
    index("payment_assignments_customer").on(t.customerId),
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
