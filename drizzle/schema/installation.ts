import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  text,
  uuid,
} from "drizzle-orm/pg-core";
import { createdAt, id, instant } from "./columns";

export const appMode = pgEnum("app_mode", ["demo", "live"]);

/** One row: which installation this database is, fixed at first boot. */
export const installation = pgTable(
  "installation",
  {
    singleton: boolean("singleton").primaryKey().default(true),
    installationId: uuid("installation_id").notNull(),
    appMode: appMode("app_mode").notNull(),
    operatorName: text("operator_name").notNull(),
    supportPhone: text("support_phone"),
    /** Set when the database was found beside a foreign key file: nothing leaves until staff resume. */
    pausedAt: instant("paused_at"),
    pausedReason: text("paused_reason"),
    /** The installation whose keys staff have confirmed for this copy; null while it runs with its first ones. */
    keysOf: uuid("keys_of"),
    createdAt: createdAt(),
  },
  (t) => [check("installation_is_one_row", sql`${t.singleton}`)],
);

export const taxKind = pgEnum("tax_kind", ["vat", "excise"]);

/** Dated tax rates in basis points; the row with the newest valid_from not after the day applies. */
export const taxRates = pgTable(
  "tax_rates",
  {
    id: id(),
    kind: taxKind("kind").notNull(),
    rateBasisPoints: integer("rate_basis_points").notNull(),
    validFrom: instant("valid_from").notNull(),
  },
  (t) => [check("tax_rate_in_range", sql`${t.rateBasisPoints} between 0 and 10000`)],
);

/** Counters of the throttling library (rate-limiter-flexible names these columns). */
export const rateLimits = pgTable("rate_limits", {
  key: text("key").primaryKey(),
  points: integer("points").notNull().default(0),
  expire: bigint("expire", { mode: "number" }),
});

/** What staff have set, one JSON value per topic; each topic's shape stands in services/settings. */
export const settings = pgTable("settings", {
  topic: text("topic").primaryKey(),
  value: jsonb("value").notNull(),
  version: integer("version").notNull().default(1),
  updatedAt: instant("updated_at").notNull(),
});
