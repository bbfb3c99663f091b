import { sql } from "drizzle-orm";
import { check, index, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { cents, id, instant } from "./columns";
import { paymentChannels } from "./payment-channels";

/** One staff member's turn at a cash desk: opened with a float, closed with a count. */
export const tillSessions = pgTable(
  "till_sessions",
  {
    id: id(),
    channelId: uuid("channel_id")
      .notNull()
      .references(() => paymentChannels.id),
    staffId: uuid("staff_id").notNull(),
    openingCents: cents("opening_cents").notNull(),
    /** Of the till's account at that moment: what it grows by is what this turn has taken. */
    openingBalanceCents: cents("opening_balance_cents").notNull(),
    openedAt: instant("opened_at").notNull(),
    closedAt: instant("closed_at"),
    closedBy: uuid("closed_by"),
    /** What the books say there should be, what was counted, and where it went. */
    expectedCents: cents("expected_cents"),
    countedCents: cents("counted_cents"),
    note: text("note"),
  },
  (t) => [
    uniqueIndex("till_sessions_one_open").on(t.channelId).where(sql`${t.closedAt} is null`),
    check("till_opening_not_negative", sql`${t.openingCents} >= 0`),
    check("till_closed_with_count", sql`(${t.closedAt} is null) = (${t.countedCents} is null)`),
    index("till_sessions_staff").on(t.staffId, t.openedAt),
  ],
);
