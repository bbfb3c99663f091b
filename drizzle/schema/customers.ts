import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  index,
  integer,
  pgEnum,
  pgTable,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { createdAt, id, instant } from "./columns";

export const customerStatus = pgEnum("customer_status", ["active", "closed"]);

export const customers = pgTable(
  "customers",
  {
    id: id(),
    /** What customers type as M-Pesa account: 7 digits and a check digit. */
    accountNumber: text("account_number").notNull().unique(),
    name: text("name").notNull(),
    email: text("email"),
    address: text("address"),
    notes: text("notes"),
    /** Since when the customer agrees to be sent an M-Pesa prompt when time runs out. */
    autoPromptConsentAt: instant("auto_prompt_consent_at"),
    status: customerStatus("status").notNull().default("active"),
    version: integer("version").notNull().default(1),
    createdAt: createdAt(),
    closedAt: instant("closed_at"),
  },
  (t) => [
    check(
      "customer_account_number_form",
      sql`${t.accountNumber} ~ '^[2-689][0-9]{7}$' and ${t.accountNumber} !~ '^254'`,
    ),
    index("customers_name").on(sql`lower(${t.name})`),
  ],
);

export const customerPhones = pgTable(
  "customer_phones",
  {
    id: id(),
    customerId: uuid("customer_id")
      .notNull()
      .references(() => customers.id),
    /** E.164, e.g. +254712345678. */
    phone: text("phone").notNull(),
    /** SHA-256 hex of the digits (2547…): M-Pesa may send the payer's number hashed like this. */
    phoneHash: text("phone_hash").notNull(),
    primary: boolean("is_primary").notNull().default(false),
    createdAt: createdAt(),
    removedAt: instant("removed_at"),
  },
  (t) => [
    check("customer_phone_is_e164", sql`${t.phone} ~ '^\\+[1-9][0-9]{7,14}$'`),
    uniqueIndex("customer_phones_phone_unique").on(t.phone).where(sql`${t.removedAt} is null`),
    uniqueIndex("customer_phones_one_primary")
      .on(t.customerId)
      .where(sql`${t.primary} and ${t.removedAt} is null`),
    index("customer_phones_hash").on(t.phoneHash),
    index("customer_phones_customer").on(t.customerId),
  ],
);
