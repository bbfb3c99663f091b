import { and, asc, eq, gt, isNull, lte, ne, or } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { uuid } from "@/lib/id";
import type { Lane } from "@/lib/routeros";
import { MIN_REMOVALS } from "@/lib/sync";
import { isPaused } from "@/services/installation";
import { brakeCrowd } from "./brake-crowd";
import { loadHead } from "./load-targets";
import { openUntil } from "./router-health";
import { syncBatch } from "./sync-batch";
import { syncUser } from "./sync-user";

const Input = z.object({
  routerId: uuid(),
  /** Where the last batch ended. */
  after: uuid().nullish(),
  /** So many that a crowd is done soon, so few that who pays meanwhile waits for one batch at most. */
  limit: z.number().int().min(1).max(500).default(250),
});
const AT_ONCE = 4;
const { syncStates } = schema;

export interface BatchResult {
  synced: number;
  /** Where to go on; null at the end, or when the router cannot be reached. */
  next: string | null;
}

/**
 * The bulk lane: takes the leases of some owed users in one statement, makes the router agree about all of them
 * together, and passes over those with an urgent request, which overtake. Who needs more than that gets a pass of their
 * own at the end. Errors: forbidden.
 */
export async function syncRouterBatch(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<BatchResult> {
  authorise(ctx, { job: true });
  const { routerId, after, limit } = Input.parse(input);
  if (await isPaused(ctx)) return { synced: 0, next: null };
  const found = await loadHead(ctx, routerId);
  if (!found || openUntil(found.routerState, ctx.now())) return { synced: 0, next: null };
  const owed = await owedUsers(ctx, routerId, after ?? null, limit);
  const head = isCrowd(owed.length) ? await brakeCrowd(ctx, found) : found;
  // One by one: whether a holder that vanished is dead, and what it left; what is owed to a router that was removed.
  const isAlone = ({ free }: { free: boolean }) => !free || head.router.status !== "active";
  const together = owed.filter((row) => !isAlone(row)).map((row) => row.userId);
  const batch = await syncBatch(ctx, head, together);
  const left = owed.filter(isAlone).map((row) => row.userId);
  const { askedAgain, odd } = batch;
  const single =
    (await syncSingly(ctx, routerId, askedAgain, "interactive")) +
    (batch.routerTrouble ? 0 : await syncSingly(ctx, routerId, [...odd, ...left], "bulk"));
  const last = owed.length === limit ? owed.at(-1)?.userId : undefined;
  return { synced: batch.synced + single, next: batch.routerTrouble ? null : (last ?? null) };
}

/** Fewer are never too many for the brake. */
const isCrowd = (owed: number) => owed > MIN_REMOVALS;

async function syncSingly(
  ctx: Context,
  routerId: string,
  userIds: string[],
  lane: Lane,
): Promise<number> {
  let synced = 0;
  for (let i = 0; i < userIds.length; i += AT_ONCE) {
    const outcomes = await Promise.all(
      userIds
        .slice(i, i + AT_ONCE)
        .map((userId) => syncUser(ctx, { userId, routerId, cause: "batch", lane })),
    );
    synced += outcomes.filter((o) => "status" in o && o.status === "in_sync").length;
  }
  return synced;
}

async function owedUsers(ctx: Context, routerId: string, after: string | null, limit: number) {
  const rows = await handle(ctx)
    .select({ userId: syncStates.userId, leaseOwner: syncStates.leaseOwner })
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
  return rows.map(({ userId, leaseOwner }) => ({ userId, free: leaseOwner === null }));
}
