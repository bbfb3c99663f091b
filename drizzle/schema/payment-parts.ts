import { sql } from "drizzle-orm";
import { check, index, pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import { bills } from "./billing";
import { cents, createdAt, id } from "./columns";
import { customers } from "./customers";
import { journals } from "./ledger";
import { payments } from "./payments";

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
