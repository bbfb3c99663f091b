import { sql } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context } from "@/lib/context";
import { executeRows, schema } from "@/lib/db";

/** Longer than any job server takes an event's id for a repeat; a day more than runs are kept to be looked at. */
const KEPT_MS = 8 * 86_400_000;
const BATCH = 5_000;
const Gone = z.object({ id: z.string() });
const { outbox } = schema;

/**
 * Sweep: forgets events that left more than a week ago; what has not left stays. Found by their ids, which begin with
 * their time, so that no index is written for it. Returns how many. Errors: forbidden.
 */
export async function pruneOutbox(ctx: Context): Promise<number> {
  authorise(ctx, { job: true });
  const before = new Date(ctx.now().getTime() - KEPT_MS);
  const gone = await executeRows(
    ctx.db,
    sql`delete from ${outbox} where id in (
          select id from ${outbox}
          where id < ${firstIdOf(before)}::uuid and sent_at < ${before.toISOString()}::timestamptz
          order by id limit ${BATCH})
        returning id`,
    Gone,
  );
  return gone.length;
}

/** The least UUID of version 7 that can have been made then. */
function firstIdOf(at: Date): string {
  const time = at.getTime().toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}
