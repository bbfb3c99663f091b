import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  uuid,
} from "drizzle-orm/pg-core";
import type { AllowanceMark, UsageSeen } from "../../lib/sync/allowance";
import type { SyncCondition } from "../../lib/sync/conditions";
import type { Intent } from "../../lib/sync/intent";
import type { Plan } from "../../lib/sync/plan";
import type { Written } from "../../lib/sync/written";
import { id, instant } from "./columns";
import { routers } from "./routers";
import { users } from "./users";

/** What should be true of a user on a router. Passwords are referred to, never held. */
export const desiredStates = pgTable(
  "desired_states",
  {
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id),
    routerId: uuid("router_id")
      .notNull()
      .references(() => routers.id),
    generation: bigint("generation", { mode: "number" }).notNull(),
    intent: jsonb("intent").$type<Intent>().notNull(),
    intentHash: text("intent_hash").notNull(),
    reason: text("reason").notNull(),
    declaredAt: instant("declared_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.userId, t.routerId] }),
    check("desired_generation_positive", sql`${t.generation} > 0`),
    index("desired_states_router").on(t.routerId),
    index("desired_states_kept_out").on(t.routerId).where(sql`${t.intent}->>'keptOut' = 'true'`),
  ],
);

export const syncStatus = pgEnum("sync_status", [
  "pending",
  "syncing",
  "in_sync",
  "failed",
  "paused",
  "unknown",
]);

/** What is known of how far the router has followed, and the lease of who is working on it. */
export const syncStates = pgTable(
  "sync_states",
  {
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id),
    routerId: uuid("router_id")
      .notNull()
      .references(() => routers.id),
    status: syncStatus("status").notNull().default("pending"),
    /** The newest generation whose effect has been read back from the router. */
    observedGeneration: bigint("observed_generation", { mode: "number" }).notNull().default(0),
    /** Raised by each request; a lease is released only if it is still what the holder saw. */
    requestedSeq: bigint("requested_seq", { mode: "number" }).notNull().default(0),
    handledSeq: bigint("handled_seq", { mode: "number" }).notNull().default(0),
    urgent: boolean("urgent").notNull().default(false),
    leaseOwner: text("lease_owner"),
    leaseUntil: instant("lease_until"),
    /** A session that began before this moment must go: written before the first effective change. */
    sessionNotBefore: instant("session_not_before"),
    /** Null until a pass has verified the user's row once. */
    written: jsonb("written").$type<Written>(),
    /** Where a hotspot user's counters stood when the allowance began: written before the limits are. */
    allowanceMark: jsonb("allowance_mark").$type<AllowanceMark>(),
    /** What a pass or a comparison last saw to be used of it: all that is known once the router is gone. */
    usageSeen: jsonb("usage_seen").$type<UsageSeen>(),
    /** The router lets a hotspot user in no more, because all that was bought is used. */
    usedUp: boolean("used_up").notNull().default(false),
    conditions: jsonb("conditions").$type<SyncCondition[]>().notNull().default([]),
    lastPlan: jsonb("last_plan").$type<Plan>(),
    lastError: text("last_error"),
    lastErrorCode: text("last_error_code"),
    failureCount: integer("failure_count").notNull().default(0),
    /** When a sweep should look again (after a failure or a deferral); null when nothing is owed. */
    nextAttemptAt: instant("next_attempt_at"),
    lastSyncedAt: instant("last_synced_at"),
    lastCheckedAt: instant("last_checked_at"),
    online: boolean("online"),
    onlineSince: instant("online_since"),
    sessionAddress: text("session_address"),
    sessionSeenAt: instant("session_seen_at"),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.userId, t.routerId] }),
    index("sync_states_owed").on(t.nextAttemptAt).where(sql`${t.nextAttemptAt} is not null`),
    index("sync_states_router").on(t.routerId, t.status),
  ],
);

export const syncOutcome = pgEnum("sync_outcome", [
  "unchanged",
  "changed",
  "failed",
  "deferred",
  "observed_only",
]);

/** History: one row for each pass that had something to say. */
export const syncRuns = pgTable(
  "sync_runs",
  {
    id: id(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id),
    routerId: uuid("router_id")
      .notNull()
      .references(() => routers.id),
    cause: text("cause").notNull(),
    generation: bigint("generation", { mode: "number" }),
    outcome: syncOutcome("outcome").notNull(),
    plan: jsonb("plan").$type<Plan>(),
    error: text("error"),
    errorCode: text("error_code"),
    startedAt: instant("started_at").notNull(),
    finishedAt: instant("finished_at").notNull(),
  },
  (t) => [
    index("sync_runs_user").on(t.userId, t.startedAt),
    index("sync_runs_router").on(t.routerId, t.startedAt),
  ],
);

export const refusalReason = pgEnum("refusal_reason", [
  "password",
  "device",
  "busy",
  "cap",
  "no_address",
  "unknown_user",
  "disabled",
  "other",
]);

/**
 * What polls have seen of a user's device, for "why am I offline?": written only when it changes. Decides nothing.
 */
export const userSightings = pgTable(
  "user_sightings",
  {
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id),
    routerId: uuid("router_id")
      .notNull()
      .references(() => routers.id),
    /** The online flag as of the last poll: where it differs from now, the device came or went. */
    online: boolean("online"),
    lastOnlineAt: instant("last_online_at"),
    wentOfflineAt: instant("went_offline_at"),
    /** Of the session that runs, or ran last: a device's MAC address. */
    callerId: text("caller_id"),
    /** Why the router says that the last session ended (RouterOS 7). */
    disconnectReason: text("disconnect_reason"),
    /** The last sign-in that the router refused, and how many since the device was last online. */
    refusedAt: instant("refused_at"),
    refusalReason: refusalReason("refusal_reason"),
    refusalCount: integer("refusal_count").notNull().default(0),
    /** What the router counted when a hotspot login's limit was found used up. */
    capUsedAt: instant("cap_used_at"),
  },
  (t) => [primaryKey({ columns: [t.userId, t.routerId] })],
);
