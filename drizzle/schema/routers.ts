import { sql } from "drizzle-orm";
import {
  bigint,
  check,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { NetwatchSummary, PortTraffic } from "../../lib/routeros/health-facts";
import type { RouterCondition } from "../../lib/routeros/port";
import type { GuardFinding } from "../../lib/sync/guard-findings";
import type { RouterSettings } from "../../lib/sync/router-settings";
import { createdAt, id, instant } from "./columns";

export const routerStatus = pgEnum("router_status", ["active", "removed"]);
export const syncPolicy = pgEnum("sync_policy", ["observe_only", "no_deletes", "full"]);
export const routerTransport = pgEnum("router_transport", ["plain", "tls"]);
export const reachability = pgEnum("reachability", ["unknown", "up", "down"]);

export const routers = pgTable(
  "routers",
  {
    id: id(),
    name: text("name").notNull(),
    host: text("host").notNull(),
    port: integer("port").notNull(),
    transport: routerTransport("transport").notNull().default("plain"),
    /** SHA-256 of the router's certificate to pin; null with TLS means anonymous or unpinned. */
    tlsFingerprint: text("tls_fingerprint"),
    apiUsername: text("api_username").notNull(),
    /** AES-256-GCM, see lib/crypto. */
    apiPasswordEncrypted: text("api_password_encrypted").notNull(),
    status: routerStatus("status").notNull().default("active"),
    syncPolicy: syncPolicy("sync_policy").notNull().default("observe_only"),
    settings: jsonb("settings").$type<RouterSettings>().notNull(),
    /** Serial number or licence id seen at first contact: another one means another router. */
    hardwareId: text("hardware_id"),
    version: integer("version").notNull().default(1),
    managedSince: instant("managed_since"),
    createdAt: createdAt(),
    removedAt: instant("removed_at"),
  },
  (t) => [
    check("router_port_in_range", sql`${t.port} between 1 and 65535`),
    uniqueIndex("routers_name_unique").on(sql`lower(${t.name})`).where(sql`${t.status} = 'active'`),
  ],
);

/** What was last seen of a router, and its circuit breaker. Written by the engine, read by every screen. */
export const routerStates = pgTable("router_states", {
  routerId: uuid("router_id")
    .primaryKey()
    .references(() => routers.id),
  reachability: reachability("reachability").notNull().default("unknown"),
  reachabilitySince: instant("reachability_since"),
  lastSeenAt: instant("last_seen_at"),
  lastError: text("last_error"),
  /** What works less than it should, with what to do: versions, packages, rights. */
  conditions: jsonb("conditions").$type<RouterCondition[]>().notNull().default([]),
  /** When version, packages and rights were last looked at. */
  checkedAt: instant("checked_at"),
  identity: text("identity"),
  rosVersion: text("ros_version"),
  boardName: text("board_name"),
  uptimeSeconds: bigint("uptime_seconds", { mode: "number" }),
  cpuLoadPercent: integer("cpu_load_percent"),
  freeMemoryBytes: bigint("free_memory_bytes", { mode: "number" }),
  totalMemoryBytes: bigint("total_memory_bytes", { mode: "number" }),
  sessionCount: integer("session_count"),
  /** When the figures of health were last read: lastSeenAt also moves when somebody else got an answer. */
  polledAt: instant("polled_at"),
  /** Running ports with their counters, and the rates since the poll before. */
  ports: jsonb("ports").$type<PortTraffic[]>(),
  netwatch: jsonb("netwatch").$type<NetwatchSummary>(),
  /** When the machine was last seen to have begun anew, by our clock; null until a reboot was seen. */
  rebootedAt: instant("rebooted_at"),
  /** The line of the router's log up to which refused sign-ins have been read. */
  logPosition: text("log_position"),
  /** Which machine answered last, and with which certificate. */
  seenHardwareId: text("seen_hardware_id"),
  seenTlsFingerprint: text("seen_tls_fingerprint"),
  tlsChangedAt: instant("tls_changed_at"),
  lastErrorCode: text("last_error_code"),
  foreignSecretCount: integer("foreign_secret_count"),
  /** What it lacks for its users' rows to mean what they say, as last compared. */
  guardFindings: jsonb("guard_findings").$type<GuardFinding[]>().notNull().default([]),
  consecutiveFailures: integer("consecutive_failures").notNull().default(0),
  /** While in the future, nobody but a probe connects. */
  breakerOpenUntil: instant("breaker_open_until"),
  nextPollAt: instant("next_poll_at"),
  lastReconciledAt: instant("last_reconciled_at"),
  nextReconcileAt: instant("next_reconcile_at"),
  /** Set when the mass-change brake stopped a plan: who must look, and why. */
  brakeReason: text("brake_reason"),
  brakeSince: instant("brake_since"),
  /** When staff last looked at the plan and let it through: what was declared before is no news to them. */
  planApprovedAt: instant("plan_approved_at"),
});

/** One line per poll, kept for two days: what the charts of a router show. */
export const routerSamples = pgTable(
  "router_samples",
  {
    routerId: uuid("router_id")
      .notNull()
      .references(() => routers.id),
    at: instant("at").notNull(),
    cpuLoadPercent: integer("cpu_load_percent").notNull(),
    freeMemoryBytes: bigint("free_memory_bytes", { mode: "number" }).notNull(),
    sessionCount: integer("session_count").notNull(),
    /** Of the port that received most since the poll before; null when nothing can be compared. */
    rxKbps: integer("rx_kbps"),
    txKbps: integer("tx_kbps"),
  },
  (t) => [primaryKey({ columns: [t.routerId, t.at] }), index("router_samples_at").on(t.at)],
);
