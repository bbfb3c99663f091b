import { sql } from "drizzle-orm";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import type { Span } from "./types";

const { statementCoverage } = schema;

/**
 * Pull has listed everything between two instants: its newest span is stretched when they touch, else another one
 * begins, and the time between the two stays a gap. Errors: forbidden.
 */
export async function recordPullCoverage(
  ctx: Context,
  { channelId, from, until }: Span & { channelId: string },
): Promise<void> {
  authorise(ctx, { job: true });
  const [start, end] = [from.toISOString(), until.toISOString()];
  await handle(ctx).execute(sql`
    with newest as (
      select id from ${statementCoverage} where channel_id = ${channelId} and source = 'pull'
      order by until_at desc limit 1),
    stretched as (
      update ${statementCoverage} c
      set from_at = least(c.from_at, ${start}::timestamptz), until_at = greatest(c.until_at, ${end}::timestamptz)
      from newest where c.id = newest.id and c.until_at >= ${start}::timestamptz
      returning c.id)
    insert into ${statementCoverage} (id, channel_id, source, from_at, until_at)
    select ${ctx.newId()}::uuid, ${channelId}::uuid, 'pull', ${start}::timestamptz, ${end}::timestamptz
    where not exists (select 1 from stretched)`);
}
