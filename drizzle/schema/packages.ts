import { sql } from "drizzle-orm";
import { bigint, check, integer, pgEnum, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { cents, createdAt, id, instant } from "./columns";

export const serviceType = pgEnum("service_type", ["pppoe", "static", "hotspot"]);
export const periodUnit = pgEnum("period_unit", ["minute", "hour", "day", "week", "month"]);
export const packageStatus = pgEnum("package_status", ["active", "archived"]);

/** What is sold. Prices include taxes. */
export const packages = pgTable(
  "packages",
  {
    id: id(),
    name: text("name").notNull(),
    serviceType: serviceType("service_type").notNull(),
    downloadKbps: integer("download_kbps").notNull(),
    uploadKbps: integer("upload_kbps").notNull(),
    burstDownloadKbps: integer("burst_download_kbps"),
    burstUploadKbps: integer("burst_upload_kbps"),
    burstThresholdDownloadKbps: integer("burst_threshold_download_kbps"),
    burstThresholdUploadKbps: integer("burst_threshold_upload_kbps"),
    burstSeconds: integer("burst_seconds"),
    periodUnit: periodUnit("period_unit").notNull(),
    periodCount: integer("period_count").notNull(),
    priceCents: cents("price_cents").notNull(),
    currency: text("currency").notNull().default("KES"),
    /** 1 is served first, 8 last; null means 8. */
    queuePriority: integer("queue_priority"),
    /** Devices at once under one hotspot login; null means one. */
    sharedUsers: integer("shared_users"),
    /** Time online of a hotspot login within a period; null means no limit. */
    uptimeLimitSeconds: integer("uptime_limit_seconds"),
    dataCapBytes: bigint("data_cap_bytes", { mode: "number" }),
    /** Name of the router's address pool for PPPoE; null means the router's own default. */
    addressPool: text("address_pool"),
    status: packageStatus("status").notNull().default("active"),
    version: integer("version").notNull().default(1),
    createdAt: createdAt(),
    archivedAt: instant("archived_at"),
  },
  (t) => [
    check("package_speeds_positive", sql`${t.downloadKbps} > 0 and ${t.uploadKbps} > 0`),
    check("package_period_positive", sql`${t.periodCount} between 1 and 1000`),
    check("package_priority_in_range", sql`${t.queuePriority} between 1 and 8`),
    check(
      "package_limits_positive",
      sql`${t.sharedUsers} > 0 and ${t.uptimeLimitSeconds} > 0 and ${t.dataCapBytes} > 0`,
    ),
    check("package_price_not_negative", sql`${t.priceCents} >= 0`),
    uniqueIndex("packages_name_unique")
      .on(sql`lower(${t.name})`)
      .where(sql`${t.status} = 'active'`),
  ],
);
