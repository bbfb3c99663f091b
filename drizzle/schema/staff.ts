import { sql } from "drizzle-orm";
import { check, index, jsonb, pgEnum, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { createdAt, id, instant } from "./columns";
import { customers } from "./customers";

export const staffRole = pgEnum("staff_role", [
  "owner",
  "admin",
  "finance",
  "support",
  "technician",
]);
export const staffStatus = pgEnum("staff_status", ["active", "disabled"]);

export const staff = pgTable(
  "staff",
  {
    id: id(),
    email: text("email").notNull(),
    name: text("name").notNull(),
    role: staffRole("role").notNull(),
    status: staffStatus("status").notNull().default("active"),
    /** argon2id; null until the one-time link has been used. */
    passwordHash: text("password_hash"),
    lastSignInAt: instant("last_sign_in_at"),
    createdAt: createdAt(),
  },
  (t) => [uniqueIndex("staff_email_unique").on(sql`lower(${t.email})`)],
);

/** A signed-in browser. Checked at each request, so that sign-out and dismissal take effect at once. */
export const sessions = pgTable(
  "sessions",
  {
    id: id(),
    staffId: uuid("staff_id").references(() => staff.id),
    customerId: uuid("customer_id").references(() => customers.id),
    createdAt: createdAt(),
    expiresAt: instant("expires_at").notNull(),
    lastSeenAt: instant("last_seen_at"),
    revokedAt: instant("revoked_at"),
    sourceAddress: text("source_address"),
    userAgent: text("user_agent"),
  },
  (t) => [
    check("session_has_one_owner", sql`num_nonnulls(${t.staffId}, ${t.customerId}) = 1`),
    index("sessions_staff").on(t.staffId),
    index("sessions_customer").on(t.customerId),
  ],
);

export const signInCodePurpose = pgEnum("sign_in_code_purpose", ["owner_setup", "customer_code"]);

/** One-time links and SMS codes, hashed. */
export const signInCodes = pgTable(
  "sign_in_codes",
  {
    id: id(),
    purpose: signInCodePurpose("purpose").notNull(),
    staffId: uuid("staff_id").references(() => staff.id),
    customerId: uuid("customer_id").references(() => customers.id),
    codeHash: text("code_hash").notNull(),
    createdAt: createdAt(),
    expiresAt: instant("expires_at").notNull(),
    usedAt: instant("used_at"),
  },
  (t) => [
    index("sign_in_codes_customer").on(t.customerId),
    index("sign_in_codes_hash").on(t.codeHash),
  ],
);

/** Who did what to what; immutable by trigger. */
export const auditLog = pgTable(
  "audit_log",
  {
    id: id(),
    at: instant("at").notNull(),
    actorKind: text("actor_kind").notNull(),
    actorId: text("actor_id").notNull(),
    action: text("action").notNull(),
    entityKind: text("entity_kind").notNull(),
    entityId: text("entity_id").notNull(),
    data: jsonb("data").$type<Record<string, unknown>>().notNull().default({}),
    requestId: text("request_id").notNull(),
  },
  (t) => [
    index("audit_log_entity").on(t.entityKind, t.entityId, t.at),
    index("audit_log_at").on(t.at),
  ],
);
