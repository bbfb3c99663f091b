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
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { Found, PackageContent } from "../../lib/imports/types";
import { cents, createdAt, id, instant } from "./columns";
import { customers } from "./customers";
import { packages, periodUnit, serviceType } from "./packages";
import { routers } from "./routers";
import { users } from "./users";

export const importStatus = pgEnum("import_status", [
  /** Staff are looking through it. */
  "review",
  /** Customers and users are being made. */
  "importing",
  /** Users are made; their rows on the router are being marked as ours. */
  "adopting",
  "done",
  "discarded",
]);

/** One reading of a router that others have run so far, and what staff make of it. */
export const importBatches = pgTable(
  "import_batches",
  {
    id: id(),
    routerId: uuid("router_id")
      .notNull()
      .references(() => routers.id),
    status: importStatus("status").notNull().default("review"),
    readAt: instant("read_at").notNull(),
    /** The API user may not see passwords. */
    passwordsHidden: boolean("passwords_hidden").notNull().default(false),
    /** Sentences for staff about the router as a whole. */
    notices: jsonb("notices").$type<string[]>().notNull().default([]),
    /** For rows without a date of their own. */
    defaultPaidUntil: instant("default_paid_until"),
    staffId: uuid("staff_id").notNull(),
    /** Why it does not go on, while it does not. */
    lastError: text("last_error"),
    /** When somebody last worked on it: what stands still is taken up again. */
    workedAt: instant("worked_at"),
    createdAt: createdAt(),
    finishedAt: instant("finished_at"),
  },
  (t) => [
    uniqueIndex("import_batches_one_open_per_router")
      .on(t.routerId)
      .where(sql`${t.status} in ('review', 'importing', 'adopting')`),
    index("import_batches_router").on(t.routerId, t.createdAt),
  ],
);

/** A package that rows of a batch have in common: one that is sold already, or one to be made. */
export const importPackages = pgTable(
  "import_packages",
  {
    id: id(),
    batchId: uuid("batch_id")
      .notNull()
      .references(() => importBatches.id),
    position: integer("position").notNull(),
    serviceType: serviceType("service_type").notNull(),
    /** The names that the router has for it. */
    foundAs: text("found_as").notNull(),
    content: jsonb("content").$type<PackageContent>().notNull(),
    name: text("name").notNull(),
    downloadKbps: integer("download_kbps"),
    uploadKbps: integer("upload_kbps"),
    priceCents: cents("price_cents"),
    periodUnit: periodUnit("period_unit").notNull().default("month"),
    periodCount: integer("period_count").notNull().default(1),
    /** Sold already, or made by this import. */
    packageId: uuid("package_id").references(() => packages.id),
  },
  (t) => [index("import_packages_batch").on(t.batchId, t.position)],
);

export const importRowStatus = pgEnum("import_row_status", [
  "staged",
  /** User made; the router has yet to be told. */
  "imported",
  "adopted",
  /** Not taken in, for the reason given. */
  "failed",
]);

/** A login or address found on a router, as staff have corrected it. */
export const importRows = pgTable(
  "import_rows",
  {
    id: id(),
    batchId: uuid("batch_id")
      .notNull()
      .references(() => importBatches.id),
    position: integer("position").notNull(),
    serviceType: serviceType("service_type").notNull(),
    username: text("username").notNull(),
    /** As the router had it; never a password. */
    found: jsonb("found").$type<Found>().notNull(),
    /** AES-256-GCM; null when there is none, or it was not shown. */
    passwordEncrypted: text("password_encrypted"),
    staticAddress: text("static_address"),
    macAddress: text("mac_address"),
    /** Disabled on the router: nothing is paid. */
    lapsed: boolean("lapsed").notNull(),
    customerName: text("customer_name").notNull(),
    phone: text("phone"),
    importPackageId: uuid("import_package_id")
      .notNull()
      .references(() => importPackages.id),
    paidUntil: instant("paid_until"),
    included: boolean("included").notNull().default(true),
    /** Corrected by staff: kept when the router is read again. */
    edited: boolean("edited").notNull().default(false),
    status: importRowStatus("status").notNull().default("staged"),
    /** Why it was not taken in, or not marked on the router yet. */
    reason: text("reason"),
    customerId: uuid("customer_id").references(() => customers.id),
    userId: uuid("user_id").references(() => users.id),
  },
  (t) => [
    check("import_row_phone_is_e164", sql`${t.phone} ~ '^\\+[1-9][0-9]{7,14}$'`),
    check(
      "imported_has_a_user",
      sql`(${t.status} in ('imported', 'adopted')) = (${t.userId} is not null)`,
    ),
    index("import_rows_batch").on(t.batchId, t.position),
    index("import_rows_user").on(t.userId).where(sql`${t.userId} is not null`),
  ],
);
