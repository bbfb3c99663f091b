import { sql } from "drizzle-orm";
import { boolean, index, integer, pgTable, uuid } from "drizzle-orm/pg-core";
import { id, instant } from "./columns";
import { payments } from "./payments";
import { routers } from "./routers";
import { stkAttempts } from "./stk-attempts";
import { users } from "./users";

/** The way from "Pay" to "You are online", stage by stage, for one user on one router. */
export const restorations = pgTable(
  "restorations",
  {
    id: id(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id),
    routerId: uuid("router_id")
      .notNull()
      .references(() => routers.id),
    attemptId: uuid("attempt_id")
      .unique()
      .references(() => stkAttempts.id),
    paymentId: uuid("payment_id").references(() => payments.id),
    /** The generation of desired state that must be observed. */
    generation: integer("generation").notNull(),
    /** True when only an STK query vouched for the money so far. */
    provisional: boolean("provisional").notNull().default(false),
    requestedAt: instant("requested_at"),
    promptedAt: instant("prompted_at"),
    callbackAt: instant("callback_at"),
    committedAt: instant("committed_at").notNull(),
    /** When the sync job woke up for it. */
    eventAt: instant("event_at"),
    appliedAt: instant("applied_at"),
    verifiedAt: instant("verified_at"),
    onlineAt: instant("online_at"),
  },
  (t) => [
    index("restorations_unverified").on(t.userId, t.routerId).where(sql`${t.onlineAt} is null`),
    index("restorations_payment").on(t.paymentId),
    index("restorations_committed").on(t.committedAt),
  ],
);
