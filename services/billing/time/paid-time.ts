import { sql } from "drizzle-orm";
import { z } from "zod";
import type { TimeSlot } from "@/lib/billing";
import { type Context, handle } from "@/lib/context";
import { executeRows } from "@/lib/db";
import { uuid } from "@/lib/id";

/** A stretch of paid time with the purchase that it comes from. */
export interface PaidTime extends TimeSlot {
  packageId: string;
  packageName: string;
  /** Null for time that was not sold here. */
  billId: string | null;
  /** Length of the purchase when it was made. */
  wholeMs: number;
}

const Row = z.object({
  id: uuid(),
  purchaseId: uuid(),
  packageId: uuid(),
  packageName: z.string(),
  billId: uuid().nullable(),
  startsAt: z.coerce.date(),
  endsAt: z.coerce.date(),
  wholeMs: z.coerce.number(),
});

/** The user's paid time that stands and is not over at `at`, in order. The caller holds the user's row to decide by it. */
export async function loadPaidTime(ctx: Context, userId: string, at: Date): Promise<PaidTime[]> {
  return executeRows(
    handle(ctx),
    sql`select r.id, p.id as "purchaseId", r.package_id as "packageId", k.name as "packageName",
          p.bill_id as "billId", r.starts_at as "startsAt", r.ends_at as "endsAt",
          extract(epoch from p.ends_at - p.starts_at) * 1000 as "wholeMs"
        from renewals r
        join renewals p on p.id = coalesce(r.carries_id, r.id)
        join packages k on k.id = r.package_id
        where r.user_id = ${userId}::uuid and r.ended_at is null
          and r.ends_at > ${at.toISOString()}::timestamptz
        order by r.starts_at`,
    Row,
  );
}

/** Where the time that stands ends, when there is any: what paid-until says. */
export async function foldOf(ctx: Context, userId: string): Promise<Date | null> {
  const [row] = await executeRows(
    handle(ctx),
    sql`select max(coalesce(ended_at, ends_at)) as "endsAt" from renewals
        where user_id = ${userId}::uuid and (ended_at is null or ended_at > starts_at)`,
    z.object({ endsAt: z.coerce.date().nullable() }),
  );
  return row?.endsAt ?? null;
}
