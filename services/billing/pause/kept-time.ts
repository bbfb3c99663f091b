import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Rest, restAt } from "@/lib/billing";
import { type Context, handle } from "@/lib/context";
import { executeRows } from "@/lib/db";
import { uuid } from "@/lib/id";

/** Why a stretch of time ended, when a pause keeps what was left of it. */
export const PAUSED = "paused";

/** Whole seconds of what is left; a started one counts. */
export const secondsOf = (ms: number): number => Math.ceil(ms / 1000);

/** What a pause keeps of one purchase. */
export interface KeptTime extends Rest {
  /** Of the stretch that the pause ended. */
  id: string;
  packageId: string;
  billId: string | null;
  wholeMs: number;
}

const Row = z.object({
  id: uuid(),
  purchaseId: uuid(),
  packageId: uuid(),
  billId: uuid().nullable(),
  startsAt: z.coerce.date(),
  endsAt: z.coerce.date(),
  wholeMs: z.coerce.number(),
});

/** What the pause that began at `pausedAt` keeps, in the order in which it was to run. */
export async function loadKeptTime(
  ctx: Context,
  userId: string,
  pausedAt: Date,
): Promise<KeptTime[]> {
  const rows = await executeRows(
    handle(ctx),
    sql`select r.id, p.id as "purchaseId", r.package_id as "packageId", p.bill_id as "billId",
          r.starts_at as "startsAt", r.ends_at as "endsAt",
          extract(epoch from p.ends_at - p.starts_at) * 1000 as "wholeMs"
        from renewals r join renewals p on p.id = coalesce(r.carries_id, r.id)
        where r.user_id = ${userId}::uuid and r.ended_reason = ${PAUSED}
          and r.ended_at = ${pausedAt.toISOString()}::timestamptz`,
    Row,
  );
  return restAt(rows, pausedAt);
}
