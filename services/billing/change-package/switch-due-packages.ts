import { sql } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, withTransaction } from "@/lib/context";
import { executeRows } from "@/lib/db";
import { uuid } from "@/lib/id";
import { recordAudit } from "@/services/audit";
import { declareDesiredStates } from "@/services/desired-state";

const BATCH = 500;
const Switched = z.object({ id: uuid() });

/**
 * Sweep: users whose time with the package they had chosen has begun get it, and the routers follow. Returns how many.
 * Errors: forbidden.
 */
export async function switchDuePackages(ctx: Context): Promise<number> {
  authorise(ctx, { job: true });
  return withTransaction(ctx, async (tx) => {
    const now = sql`${tx.now().toISOString()}::timestamptz`;
    const rows = await executeRows(
      tx.tx,
      sql`with due as (
            select u.id from users u
            where u.next_package_id is not null and exists (
              select 1 from renewals r where r.user_id = u.id and r.package_id = u.next_package_id
                and r.ended_at is null and r.starts_at <= ${now} and r.ends_at > ${now})
            order by u.id limit ${BATCH} for no key update of u skip locked)
          update users u set package_id = u.next_package_id, next_package_id = null
          from due where u.id = due.id returning u.id`,
      Switched,
    );
    if (rows.length === 0) return 0;
    const userIds = rows.map((row) => row.id);
    await declareDesiredStates(tx, { userIds, reason: "the chosen package begins" });
    for (const id of userIds)
      await recordAudit(tx, { action: "billing.next-package", entity: { kind: "user", id } });
    return rows.length;
  });
}
