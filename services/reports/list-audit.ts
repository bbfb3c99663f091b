import { and, count, desc, eq, or, sql } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { listInputOf, type Page } from "@/lib/paging";
import { contains } from "@/lib/search";

const { auditLog, staff } = schema;
const Input = listInputOf(["at"] as const).extend({
  entity: z.object({ kind: z.string(), id: z.string() }).optional(),
});

const staffId = sql`${staff.id}::text`;

const OTHERS: Record<string, string> = {
  customer: "The customer",
  job: "The system",
  anonymous: "Somebody not signed in",
};

export interface AuditRow {
  id: string;
  at: Date;
  actorKind: string;
  /** Name of the staff member, or what else acted. */
  actorName: string;
  action: string;
  entityKind: string;
  entityId: string;
  data: Record<string, unknown>;
  requestId: string;
}

/** Who did what, newest first; all of it, or of one thing. Errors: forbidden. */
export async function listAudit(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<Page<AuditRow>> {
  authorise(ctx, { staff: "read" });
  const { search, page, pageSize, entity } = Input.parse(input);
  const where = and(
    entity
      ? and(eq(auditLog.entityKind, entity.kind), eq(auditLog.entityId, entity.id))
      : undefined,
    search
      ? or(
          contains(auditLog.action, search),
          contains(auditLog.entityId, search),
          contains(auditLog.requestId, search),
          contains(staff.name, search),
        )
      : undefined,
  );
  // Who signs in is nobody yet: the line is about, and by, the same person.
  const signingIn = and(eq(auditLog.actorKind, "anonymous"), eq(auditLog.entityKind, "staff"));
  const byStaff = or(
    and(eq(auditLog.actorKind, "staff"), eq(staffId, auditLog.actorId)),
    and(signingIn, eq(staffId, auditLog.entityId)),
  );
  const db = handle(ctx);
  const [found, [counted]] = await Promise.all([
    db
      .select({ entry: auditLog, staffName: staff.name })
      .from(auditLog)
      .leftJoin(staff, byStaff)
      .where(where)
      .orderBy(desc(auditLog.at), desc(auditLog.id))
      .limit(pageSize)
      .offset((page - 1) * pageSize),
    db.select({ total: count() }).from(auditLog).leftJoin(staff, byStaff).where(where),
  ]);
  const rows = found.map(({ entry, staffName }) => ({
    ...entry,
    actorName: staffName ?? OTHERS[entry.actorKind] ?? entry.actorId,
  }));
  return { rows, total: counted?.total ?? 0, pageSize };
}
