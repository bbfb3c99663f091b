import { and, inArray, sql } from "drizzle-orm";
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

async function loadKeptOut(ctx: TxContext, taken: readonly Target[]): Promise<Target[]> {
  const place = ({ routerId, intent }: Target) => `${routerId} ${intent.address.fixed}`;
  const places = new Set(taken.map(place));
  const rows = await ctx.tx
    .select({
      userId: desiredStates.userId,
      routerId: desiredStates.routerId,
      intent: desiredStates.intent,
    })
    .from(desiredStates)
    .where(
      and(
        inArray(desiredStates.routerId, [...new Set(taken.map(({ routerId }) => routerId))]),
        sql`${desiredStates.intent}->>'keptOut' = 'true'`,
      ),
    )
    .for("update");
  return rows
    .filter((row) => places.has(place(row)))
    .map(({ intent: { keptOut: _, ...intent }, ...key }) => ({ ...key, intent }));
}
