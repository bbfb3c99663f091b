import type { schema } from "@/lib/db";

type AlertRow = typeof schema.alerts.$inferSelect;
export type AlertKind = AlertRow["kind"];
export type AlertSeverity = AlertRow["severity"];

/** Something that is so at this moment, and that somebody should know of. */
export type Condition = Pick<
  AlertRow,
  "kind" | "subjectKind" | "subjectId" | "subjectName" | "severity" | "message"
>;

/** One alert stands for a condition, however long it lasts and however often it is found. */
export const keyOf = ({ kind, subjectId }: Pick<AlertRow, "kind" | "subjectId">): string =>
  `${kind} ${subjectId}`;
