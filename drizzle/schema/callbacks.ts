import { sql } from "drizzle-orm";
import { boolean, check, index, integer, pgEnum, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { id, instant } from "./columns";

export const inboxKind = pgEnum("inbox_kind", [
  "stk_callback",
  "c2b_confirmation",
  "c2b_validation",
  "sms_report",
  "provider_result",
  "provider_timeout",
  // Not sent to us: a row of the list that we fetch.
  "pull_row",
]);
export const inboxStatus = pgEnum("inbox_status", ["received", "processed", "quarantined"]);

/** Every body a provider (or somebody who says so) sent us, as it came. Append-only but for its judgement. */
export const callbackInbox = pgTable(
  "callback_inbox",
  {
    id: id(),
    kind: inboxKind("kind").notNull(),
    /** SHA-256 of token, source and body: a forged copy can never take the place of the real one. */
    dedupeHash: text("dedupe_hash").notNull().unique(),
    tokenHash: text("token_hash").notNull(),
    tokenKnown: boolean("token_known").notNull(),
    sourceAddress: text("source_address").notNull(),
    sourceTrusted: boolean("source_trusted").notNull(),
    body: text("body").notNull(),
    deliveries: integer("deliveries").notNull().default(1),
    status: inboxStatus("status").notNull().default("received"),
    reason: text("reason"),
    receivedAt: instant("received_at").notNull(),
    processedAt: instant("processed_at"),
    attempts: integer("attempts").notNull().default(0),
    nextAttemptAt: instant("next_attempt_at"),
    /** Staff have done what there was to do about a quarantined one; all three or none. */
    doneAt: instant("done_at"),
    doneBy: uuid("done_by"),
    doneNote: text("done_note"),
  },
  (t) => [
    index("callback_inbox_due").on(t.nextAttemptAt).where(sql`${t.status} = 'received'`),
    index("callback_inbox_received").on(t.receivedAt),
    index("callback_inbox_quarantined").on(t.receivedAt).where(sql`${t.status} = 'quarantined'`),
    check(
      "callback_inbox_done_is_whole",
      sql`num_nulls(${t.doneAt}, ${t.doneBy}, ${t.doneNote}) in (0, 3)`,
    ),
    index("callback_inbox_token").on(t.tokenHash),
  ],
);

/** Bodies with an unknown token beyond the hourly cap are only counted. */
export const untrustedCallbackCounts = pgTable("untrusted_callback_counts", {
  hour: instant("hour").primaryKey(),
  kept: integer("kept").notNull().default(0),
  dropped: integer("dropped").notNull().default(0),
});
