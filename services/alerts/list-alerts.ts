import { and, count, desc, eq, isNotNull, isNull, or } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { listInputOf, type Page } from "@/lib/paging";
import { contains } from "@/lib/search";

const { alerts } = schema;
const STATUSES = ["open", "over", ...alerts.kind.enumValues] as const;
const Input = listInputOf(["raisedAt"] as const, STATUSES).extend({
  subjectId: z.string().optional(),
});

export type AlertView = typeof alerts.$inferSelect;

/** Alerts, those that are open first, then the newest; `status` filters by state or kind. Errors: forbidden. */
export async function listAlerts(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<Page<AlertView>> {
  authorise(ctx, { staff: "read" });
  const { search, status, page, pageSize, subjectId } = Input.parse(input);
  const where = and(
    subjectId ? eq(alerts.subjectId, subjectId) : undefined,
    stateOf(status),
    search ? or(contains(alerts.subjectName, search), contains(alerts.message, search)) : undefined,
  );
  const [rows, [counted]] = await Promise.all([
    handle(ctx)
      .select()
      .from(alerts)
      .where(where)
      .orderBy(desc(isNull(alerts.clearedAt)), desc(alerts.raisedAt), desc(alerts.id))
      .limit(pageSize)
      .offset((page - 1) * pageSize),
    handle(ctx).select({ total: count() }).from(alerts).where(where),
  ]);
  return { rows, total: counted?.total ?? 0, pageSize };
}

function stateOf(status: (typeof STATUSES)[number] | undefined) {
  if (status === undefined) return undefined;
  if (status === "open") return isNull(alerts.clearedAt);
  return status === "over" ? isNotNull(alerts.clearedAt) : eq(alerts.kind, status);
}
