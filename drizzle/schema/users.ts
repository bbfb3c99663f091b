import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
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
import { createdAt, id, instant } from "./columns";
import { customers } from "./customers";
import { packages, serviceType } from "./packages";
import { routers } from "./routers";

/** Names must be unique within a family: the tables of a router that share a name space. */
export const serviceFamily = pgEnum("service_family", ["ppp", "hotspot", "static"]);
export const billingMode = pgEnum("billing_mode", ["prepaid", "postpaid"]);
export const userStatus = pgEnum("user_status", ["active", "suspended", "closed"]);

/** A login on a router. */
export const users = pgTable(
  "users",
  {
    id: id(),
    customerId: uuid("customer_id")
      .notNull()
      .references(() => customers.id),
    routerId: uuid("router_id")
      .notNull()
      .references(() => routers.id),
    packageId: uuid("package_id")
      .notNull()
      .references(() => packages.id),
    serviceType: serviceType("service_type").notNull(),
    serviceFamily: serviceFamily("service_family").notNull(),
    username: text("username").notNull(),
    staticAddress: text("static_address"),
    macAddress: text("mac_address"),
    status: userStatus("status").notNull().default("active"),
    suspendedReason: text("suspended_reason"),
    /** A pause keeps what was left of the paid time; the user is suspended meanwhile. */
    pausedAt: instant("paused_at"),
    pausedSecondsLeft: bigint("paused_seconds_left", { mode: "number" }),
    billingMode: billingMode("billing_mode").notNull().default("prepaid"),
    /** Postpaid: when the next bill is due to be issued. */
    nextBillAt: instant("next_bill_at"),
    /** The package from the next renewal on. */
    nextPackageId: uuid("next_package_id").references(() => packages.id),
    /** Access is paid up to here (exclusive). */
    paidUntil: instant("paid_until"),
    /** Access opened on an STK query's word alone, while the receipt is on its way. */
    provisionalUntil: instant("provisional_until"),
    /** Access that is neither paid nor vouched for: grace after expiry, or the term of a postpaid bill. */
    creditUntil: instant("credit_until"),
    /** When access ends, whatever it rests on; null when it never began. */
    accessEndsAt: instant("access_ends_at").generatedAlwaysAs(
      sql`greatest(paid_until, provisional_until, credit_until)`,
    ),
    /** Time up to here has been billed after use (postpaid); what follows has not. */
    billedUntil: instant("billed_until"),
    /** Day of month that calendar-month periods return to (31 January → 28 February → 31 March). */
    anchorDay: integer("anchor_day"),
    autoRenew: boolean("auto_renew").notNull().default(true),
    /** The moment up to which expiry has been carried out; null while access is on. */
    expiredAt: instant("expired_at"),
    version: integer("version").notNull().default(1),
    createdAt: createdAt(),
    closedAt: instant("closed_at"),
  },
  (t) => [
    check("username_form", sql`${t.username} ~ '^[!-~]{1,64}$'`),
    check("paused_with_time_left", sql`(${t.pausedAt} is null) = (${t.pausedSecondsLeft} is null)`),
    check(
      "static_has_address",
      sql`${t.serviceType} <> 'static' or ${t.staticAddress} is not null`,
    ),
    check("anchor_day_in_range", sql`${t.anchorDay} between 1 and 31`),
    uniqueIndex("users_username_unique")
      .on(t.serviceFamily, sql`lower(${t.username})`)
      .where(sql`${t.status} <> 'closed'`),
    // Two devices under one address on one router would both be down.
    uniqueIndex("users_static_address_unique")
      .on(t.routerId, t.staticAddress)
      .where(sql`${t.status} <> 'closed' and ${t.staticAddress} is not null`),
    index("users_customer").on(t.customerId),
    index("users_router").on(t.routerId),
    check("postpaid_has_a_next_bill", sql`${t.nextBillAt} is null or ${t.billedUntil} is not null`),
    index("users_access_ends")
      .on(t.accessEndsAt)
      .where(sql`${t.status} = 'active' and ${t.expiredAt} is null`),
    /** Reminders look for paid time that ends about now. */
    index("users_paid_until").on(t.paidUntil).where(sql`${t.status} = 'active'`),
    /** A running postpaid period ends on the bill day, or when access was cut or the user closed. */
    index("users_bill_due")
      .on(sql`least(${t.nextBillAt}, ${t.expiredAt}, ${t.closedAt})`)
      .where(sql`${t.nextBillAt} is not null`),
  ],
);

/** Router passwords of users, AES-256-GCM; a change adds a version. */
export const userCredentials = pgTable(
  "user_credentials",
  {
    id: id(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id),
    version: integer("version").notNull(),
    passwordEncrypted: text("password_encrypted").notNull(),
    createdAt: createdAt(),
  },
  (t) => [unique("user_credentials_version_unique").on(t.userId, t.version)],
);
