import { and, asc, sql } from "drizzle-orm";
import type { TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { markOwed, wake } from "./request-syncs";
import { type Target, type Written, writeIntents } from "./write-intents";

const { desiredStates } = schema;

/** Whoever had one of these addresses before, and is kept out of it since, gives way at once to whom it is now. */
export async function handOverAddresses(
  ctx: TxContext,
  targets: readonly Target[],
  written: readonly Written[],
): Promise<void> {
  const changed = new Set(written.flatMap((row) => (row.changed ? [row.userId] : [])));
  const taken = targets.filter(
    ({ userId, intent }) => changed.has(userId) && intent.address.fixed && !intent.keptOut,
  );
  if (taken.length === 0) return;
  const former = await loadKeptOut(ctx, taken);
  const freed = await writeIntents(ctx, former, "address is another user's");
  await wake(ctx, await markOwed(ctx, freed, true), true);
}

/** Only of these addresses: whoever is locked here waits for every payment of a static user otherwise. */
async function loadKeptOut(ctx: TxContext, taken: readonly Target[]): Promise<Target[]> {
  const places = taken.map(({ routerId, intent }) => ({ routerId, address: intent.address.fixed }));
  const rows = await ctx.tx
    .select({
      userId: desiredStates.userId,
      routerId: desiredStates.routerId,
      intent: desiredStates.intent,
    })
    .from(desiredStates)
    .where(
      and(
        sql`${desiredStates.intent}->>'keptOut' = 'true'`,
        sql`(${desiredStates.routerId}, ${desiredStates.intent}->'address'->>'fixed') in (
          select p."routerId", p.address from jsonb_to_recordset(${JSON.stringify(places)}::jsonb)
            as p ("routerId" uuid, address text))`,
      ),
    )
    .orderBy(asc(desiredStates.userId))
    .for("update");
  return rows.map(({ intent: { keptOut: _, ...intent }, ...key }) => ({ ...key, intent }));
}
