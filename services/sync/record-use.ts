import { and, eq, sql } from "drizzle-orm";
import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import type { UsageSeen } from "@/lib/sync";

const { syncStates } = schema;

/** Keeps what a comparison saw to be used of allowances, for the day when the router is gone; writes only what differs. */
export async function recordUse(
  ctx: Context,
  routerId: string,
  uses: readonly { userId: string; use: UsageSeen }[],
): Promise<void> {
  if (uses.length === 0) return;
  const list = uses.map(({ userId, use }) => ({ user_id: userId, use }));
  const differs = sql`(${syncStates.usageSeen} - 'at') is distinct from (x.use - 'at')`;
  await handle(ctx)
    .update(syncStates)
    .set({ usageSeen: sql`x.use` })
    .from(sql`jsonb_to_recordset(${JSON.stringify(list)}::jsonb) as x(user_id uuid, use jsonb)`)
    .where(and(eq(syncStates.routerId, routerId), sql`${syncStates.userId} = x.user_id`, differs));
}
