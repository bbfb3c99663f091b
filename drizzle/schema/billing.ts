import { sql } from "drizzle-orm";
import { check, index, integer, pgEnum, pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import { cents, createdAt, id, instant } from "./columns";
import { customers } from "./customers";
import { packages } from "./packages";
import { users } from "./users";

export const billKind = pgEnum("bill_kind", ["onboarding", "renewal", "adjustment"]);
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

/** One bought period: paid-until is the fold of these. */
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
    billId: uuid("bill_id")
      .notNull()
      .unique()
      .references(() => bills.id),
    /** Null when the package is free: then no money moved. */
    journalId: uuid("journal_id"),
    periods: integer("periods").notNull(),
    startsAt: instant("starts_at").notNull(),
    endsAt: instant("ends_at").notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    check("renewal_moves_forward", sql`${t.endsAt} > ${t.startsAt}`),
    index("renewals_user").on(t.userId, t.createdAt),
  ],
);

/** When a sweep last ran, and since when it has run without a gap: how it knows that it was away. */
export const sweepMarks = pgTable("sweep_marks", {
  name: text("name").primaryKey(),
  lastRanAt: instant("last_ran_at").notNull(),
  resumedAt: instant("resumed_at").notNull(),
});
