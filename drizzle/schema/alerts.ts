import { sql } from "drizzle-orm";
import { index, pgEnum, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { id, instant } from "./columns";

export const alertKind = pgEnum("alert_kind", [
  "router_down",
  "router_rebooted",
  "router_braked",
  "router_swapped",
  "version_unsupported",
  "certificate_changed",
  "cpu_high",
  "mpesa_password",
  "mpesa_pull",
  "mpesa_callbacks",
  "mpesa_refused",
  "mpesa_push",
  "mpesa_no_receipt",
  "mpesa_not_booked",
]);
export const alertSeverity = pgEnum("alert_severity", ["info", "warn", "bad"]);

/** What somebody should know of: raised while it is so, cleared when it is over, kept as history. */
export const alerts = pgTable(
  "alerts",
  {
    id: id(),
    kind: alertKind("kind").notNull(),
    subjectKind: text("subject_kind").$type<"router" | "channel">().notNull(),
    subjectId: text("subject_id").notNull(),
    /** As the subject was called then. */
    subjectName: text("subject_name").notNull(),
    severity: alertSeverity("severity").notNull(),
    message: text("message").notNull(),
    raisedAt: instant("raised_at").notNull(),
    clearedAt: instant("cleared_at"),
    /** When staff were last told that it is so, and that it is over. */
    lastNotifiedAt: instant("last_notified_at"),
    endNotifiedAt: instant("end_notified_at"),
  },
  (t) => [
    uniqueIndex("alerts_open").on(t.kind, t.subjectId).where(sql`${t.clearedAt} is null`),
    index("alerts_raised").on(t.raisedAt),
    index("alerts_subject").on(t.subjectId, t.kind, t.raisedAt),
  ],
);
