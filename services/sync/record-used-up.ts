import { and, eq, sql } from "drizzle-orm";
import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import type { Fleet } from "./load-fleet";

const { syncStates } = schema;

/** Keeps who may use nothing more, by one reading of a router; writes only what differs. */
export async function recordUsedUp(ctx: Context, fleet: Fleet, userIds: string[]): Promise<void> {
  const capped = fleet.users.some(({ intent }) => intent.serviceType === "hotspot");
  if (!capped) return;
  const spent = sql`${syncStates.userId} in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(userIds)}::jsonb))`;
  await handle(ctx)
    .update(syncStates)
    .set({ usedUp: spent })
    .where(and(eq(syncStates.routerId, fleet.router.id), sql`${syncStates.usedUp} <> ${spent}`));
}
