import { sql } from "drizzle-orm";
import {
  type AnyPgColumn,
  bigint,
  check,
  index,
  integer,
  pgEnum,
  pgTable,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { cents, createdAt, id, instant } from "./columns";
import { customers } from "./customers";
import { packages } from "./packages";
import { users } from "./users";

export const billKind = pgEnum("bill_kind", ["onboarding", "renewal", "adjustment", "postpaid"]);
export const billStatus = pgEnum("bill_status", ["open", "paid", "void"]);
export const revenueKind = pgEnum("revenue_kind", ["internet", "fees"]);

/** What is owed. The number is given afterwards, without gaps, in a short transaction of its own. */
export const bills = pgTable(
  "bills",
  {
    id: id(),
    number: text("number").unique(),
    customerId: uuid("customer_id")
      .notNull()
      .references(() => customers.id),
    userId: uuid("user_id").references(() => users.id),
    packageId: uuid("package_id").references(() => packages.id),
    kind: billKind("kind").notNull(),
    status: billStatus("status").notNull().default("open"),
    currency: text("currency").notNull().default("KES"),
    totalCents: cents("total_cents").notNull(),
    paidCents: cents("paid_cents").notNull().default(0),
    vatCents: cents("vat_cents").notNull().default(0),
    exciseCents: cents("excise_cents").notNull().default(0),
    /** How many package periods paying this bill buys; 0 for fees. */
    periods: integer("periods").notNull().default(0),
    periodStart: instant("period_start"),
    periodEnd: instant("period_end"),
    dueAt: instant("due_at").notNull(),
    issuedAt: instant("issued_at").notNull(),
    paidAt: instant("paid_at"),
    voidedAt: instant("voided_at"),
    voidReason: text("void_reason"),
    createdAt: createdAt(),
  },
  (t) => [
    check("bill_paid_within_total", sql`${t.paidCents} between 0 and ${t.totalCents}`),
    check(
      "bill_status_follows_money",
      sql`${t.status} <> 'paid' or ${t.paidCents} = ${t.totalCents}`,
    ),
    index("bills_customer_open").on(t.customerId, t.issuedAt).where(sql`${t.status} = 'open'`),
    index("bills_customer").on(t.customerId, t.issuedAt),
    index("bills_unnumbered").on(t.issuedAt).where(sql`${t.number} is null`),
    uniqueIndex("bills_one_per_postpaid_period")
      .on(t.userId, t.periodStart)
      .where(sql`${t.kind} = 'postpaid' and ${t.status} <> 'void'`),
    index("bills_postpaid_due")
      .on(t.dueAt)
      .where(sql`${t.kind} = 'postpaid' and ${t.status} = 'open'`),
  ],
);

export const billLines = pgTable(
  "bill_lines",
  {
    id: id(),
    billId: uuid("bill_id")
      .notNull()
      .references(() => bills.id),
    position: integer("position").notNull(),
    description: text("description").notNull(),
    revenue: revenueKind("revenue").notNull().default("internet"),
    quantity: integer("quantity").notNull().default(1),
    unitCents: cents("unit_cents").notNull(),
    /** Taken off quantity × unit price before the total, taxes included. */
    discountCents: cents("discount_cents").notNull().default(0),
    totalCents: cents("total_cents").notNull(),
    netCents: cents("net_cents").notNull(),
    vatCents: cents("vat_cents").notNull(),
    exciseCents: cents("excise_cents").notNull(),
  },
  (t) => [
    unique("bill_lines_position").on(t.billId, t.position),
    check(
      "bill_line_adds_up",
      sql`${t.totalCents} = ${t.netCents} + ${t.vatCents} + ${t.exciseCents}`,
    ),
  ],
);

/** The next number of each series; its row lock is what makes numbers gap-free. */
export const billNumberSeries = pgTable("bill_number_series", {
  series: text("series").primaryKey(),
  nextNumber: integer("next_number").notNull().default(1),
});

export const renewalKind = pgEnum("renewal_kind", ["purchase", "resume"]);

/** One period of access: paid-until is the fold of these, each up to where it was ended early. */
export const renewals = pgTable(
  "renewals",
  {
    id: id(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id),
    packageId: uuid("package_id")
      .notNull()
      .references(() => packages.id),
    kind: renewalKind("kind").notNull().default("purchase"),
    /** Null for time that was bought before: kept by a pause, or moved up. */
    billId: uuid("bill_id")
      .unique()
      .references(() => bills.id),
    /** The purchase whose time this carries on with, after a pause or moved up; no money moves for it. */
    carriesId: uuid("carries_id").references((): AnyPgColumn => renewals.id),
    /** Null when the package is free: then no money moved. */
    journalId: uuid("journal_id"),
    periods: integer("periods").notNull(),
    startsAt: instant("starts_at").notNull(),
    endsAt: instant("ends_at").notNull(),
    /** Taken back from here on (package change, pause, reversal); at or before starts_at: it never ran. */
    endedAt: instant("ended_at"),
    endedReason: text("ended_reason"),
    createdAt: createdAt(),
  },
  (t) => [
    check("renewal_moves_forward", sql`${t.endsAt} > ${t.startsAt}`),
    check("purchase_carries_nothing", sql`${t.kind} = 'resume' or ${t.carriesId} is null`),
    index("renewals_user").on(t.userId, t.createdAt),
  ],
);

/** When a sweep last ran, and since when it has run without a gap: how it knows that it was away. */
export const sweepMarks = pgTable("sweep_marks", {
  name: text("name").primaryKey(),
  lastRanAt: instant("last_ran_at").notNull(),
  resumedAt: instant("resumed_at").notNull(),
});

export const discountKind = pgEnum("discount_kind", ["percent", "amount"]);

/** A price reduction for one user, from and until when. Never edited: ended, and a new one is made. */
export const discounts = pgTable(
  "discounts",
  {
    id: id(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id),
    kind: discountKind("kind").notNull(),
    /** Basis points of the price, or cents of each period, by kind. */
    value: bigint("value", { mode: "number" }).notNull(),
    reason: text("reason").notNull(),
    staffId: uuid("staff_id").notNull(),
    validFrom: instant("valid_from").notNull(),
    validUntil: instant("valid_until"),
    endedAt: instant("ended_at"),
    createdAt: createdAt(),
  },
  (t) => [
    check(
      "discount_value_in_range",
      sql`${t.value} > 0 and (${t.kind} <> 'percent' or ${t.value} <= 10000)`,
    ),
    index("discounts_user").on(t.userId),
  ],
);

export const creditNoteKind = pgEnum("credit_note_kind", ["package_change", "reversal", "manual"]);

/** Revenue and taxes given back to the wallet. Numbered like bills, in a series of its own (`CN-<year>`). */
export const creditNotes = pgTable(
  "credit_notes",
  {
    id: id(),
    number: text("number").unique(),
    customerId: uuid("customer_id")
      .notNull()
      .references(() => customers.id),
    billId: uuid("bill_id").references(() => bills.id),
    kind: creditNoteKind("kind").notNull(),
    reason: text("reason").notNull(),
    /** The journal that moved the money. */
    journalId: uuid("journal_id").notNull().unique(),
    totalCents: cents("total_cents").notNull(),
    internetCents: cents("internet_cents").notNull(),
    feesCents: cents("fees_cents").notNull(),
    exciseCents: cents("excise_cents").notNull(),
    vatCents: cents("vat_cents").notNull(),
    issuedAt: instant("issued_at").notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    check(
      "credit_note_adds_up",
      sql`${t.totalCents} > 0 and ${t.totalCents} = ${t.internetCents} + ${t.feesCents} + ${t.exciseCents} + ${t.vatCents}`,
    ),
    index("credit_notes_customer").on(t.customerId, t.issuedAt),
    index("credit_notes_unnumbered").on(t.issuedAt).where(sql`${t.number} is null`),
  ],
);

/** Reminders and the automatic prompt around one expiry; a payment moves the expiry and so fences them all off. */
export const dunningSteps = pgTable(
  "dunning_steps",
  {
    id: id(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id),
    /** The end that this step is about, paid-until or a postpaid bill's due time: when it has moved, the step is void. */
    accessEndsAt: instant("access_ends_at").notNull(),
    /** Name of the step in the dunning settings, e.g. `before:72h`, `at`, `after:24h`, `prompt`. */
    step: text("step").notNull(),
    doneAt: instant("done_at").notNull(),
    /** What came of it: sent, skipped and why. */
    outcome: text("outcome").notNull(),
  },
  (t) => [unique("dunning_steps_once").on(t.userId, t.accessEndsAt, t.step)],
);
