import { and, asc, eq, gt, isNull, lte, ne, or } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { isPaused } from "@/services/installation";
import { syncUser } from "./sync-user";
import { isWait } from "./wait-of";

const Input = z.object({
  routerId: z.uuid(),
  /** Where the last batch ended. */
  after: z.uuid().nullish(),
  limit: z.number().int().min(1).max(200).default(20),
});
const AT_ONCE = 4;
const { syncStates } = schema;

export interface BatchResult {
  synced: number;
  /** Where to go on; null at the end, or when the router cannot be reached. */
  next: string | null;
}

/**
 * The bulk lane: takes a small batch of owed users, a lease each for the moment it is worked on, and passes over those
 * with an urgent request, which overtake. Errors: forbidden.
 */
export async function syncRouterBatch(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<BatchResult> {
  authorise(ctx, { job: true });
  const { routerId, after, limit } = Input.parse(input);
  if (await isPaused(ctx)) return { synced: 0, next: null };
  const userIds = await owedUsers(ctx, routerId, after ?? null, limit);
  let synced = 0;
  for (let i = 0; i < userIds.length; i += AT_ONCE) {
    const outcomes = await Promise.all(
      userIds
        .slice(i, i + AT_ONCE)
        .map((userId) => syncUser(ctx, { userId, routerId, cause: "batch", lane: "bulk" })),
    );
    synced += outcomes.filter((o) => "status" in o && o.status === "in_sync").length;
    if (outcomes.some((o) => o.outcome === "deferred" && !isWait(o.reason)))
      return { synced, next: null };
  }
  return { synced, next: userIds.length === limit ? (userIds.at(-1) ?? null) : null };
}

async function owedUsers(ctx: Context, routerId: string, after: string | null, limit: number) {
  const rows = await handle(ctx)
    .select({ userId: syncStates.userId })
    .from(syncStates)
    .where(
      and(
        eq(syncStates.routerId, routerId),
        gt(syncStates.requestedSeq, syncStates.handledSeq),
        eq(syncStates.urgent, false),
        // What failed waits for its own next attempt.
        ne(syncStates.status, "failed"),
        or(isNull(syncStates.leaseOwner), lte(syncStates.leaseUntil, ctx.now())),
        after ? gt(syncStates.userId, after) : undefined,
      ),
    )
    .orderBy(asc(syncStates.userId))
    .limit(limit);
  return rows.map((row) => row.userId);
}
