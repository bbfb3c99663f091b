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
  uuid,
} from "drizzle-orm/pg-core";
import { cents, createdAt, id, instant } from "./columns";
import { paymentChannels } from "./payment-channels";

/** A statement file that staff uploaded. */
export const statementImports = pgTable("statement_imports", {
  id: id(),
  channelId: uuid("channel_id")
    .notNull()
    .references(() => paymentChannels.id),
  fileName: text("file_name").notNull(),
  /** SHA-256 hex of the file: the same file twice is one import. */
  fileHash: text("file_hash").notNull().unique(),
  rowCount: integer("row_count").notNull(),
  newRowCount: integer("new_row_count").notNull(),
  /** Lines that could not be read, each with a sentence. */
  problems: jsonb("problems").$type<{ line: number; message: string }[]>().notNull().default([]),
  staffId: uuid("staff_id").notNull(),
  createdAt: createdAt(),
});

export const statementSource = pgEnum("statement_source", ["pull", "csv"]);
export const statementDirection = pgEnum("statement_direction", ["in", "out"]);

/** What the provider says it moved, whoever told us: the other side of every comparison with the books. */
export const statementLines = pgTable(
  "statement_lines",
  {
    id: id(),
    channelId: uuid("channel_id")
      .notNull()
      .references(() => paymentChannels.id),
    receipt: text("receipt").notNull(),
    direction: statementDirection("direction").notNull(),
    amountCents: cents("amount_cents").notNull(),
    completedAt: instant("completed_at").notNull(),
    payerNumber: text("payer_number"),
    payerName: text("payer_name"),
    accountReference: text("account_reference"),
    details: text("details"),
    /** M-Pesa's fee for a movement stands under the movement's own receipt. */
    isCharge: boolean("is_charge").notNull().default(false),
    /** The receipt that this line takes back or belongs to. */
    linkedReceipt: text("linked_receipt"),
    source: statementSource("source").notNull(),
    importId: uuid("import_id").references(() => statementImports.id),
    createdAt: createdAt(),
  },
  (t) => [
    unique("statement_lines_receipt_unique").on(t.channelId, t.receipt, t.direction, t.isCharge),
    check("statement_amount_positive", sql`${t.amountCents} > 0`),
    index("statement_lines_completed").on(t.channelId, t.completedAt),
  ],
);

/**
 * From when to when the provider's word is complete: what is missing in it did not happen. Pull stretches its newest
 * row; an outage longer than M-Pesa's 48 hours begins another, and the gap between them is named on the screen.
 */
export const statementCoverage = pgTable(
  "statement_coverage",
  {
    id: id(),
    channelId: uuid("channel_id")
      .notNull()
      .references(() => paymentChannels.id),
    source: statementSource("source").notNull(),
    importId: uuid("import_id").references(() => statementImports.id),
    fromAt: instant("from_at").notNull(),
    untilAt: instant("until_at").notNull(),
  },
  (t) => [
    check("statement_coverage_forward", sql`${t.untilAt} >= ${t.fromAt}`),
    index("statement_coverage_until").on(t.channelId, t.untilAt),
  ],
);

/** One run of the invariants: green, or what is broken. */
export const booksChecks = pgTable(
  "books_checks",
  {
    id: id(),
    ranAt: instant("ran_at").notNull(),
    inOrder: boolean("in_order").notNull(),
    broken: jsonb("broken").$type<{ id: string; promise: string; rows: unknown[] }[]>().notNull(),
    durationMs: integer("duration_ms").notNull(),
  },
  (t) => [index("books_checks_ran").on(t.ranAt)],
);
