import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { notFound } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { accessOf } from "./access";

const Input = z.object({ userId: uuid() });
const { desiredStates, routerStates, syncStates, users } = schema;

export interface UserLive {
  /** Another text means that the page shows something old. */
  key: string;
  /** Something is on its way: ask again soon. */
  busy: boolean;
}

/** The few columns that tell whether a user page is up to date; one indexed row. Errors: forbidden, not_found. */
export async function getUserLive(ctx: Context, input: z.input<typeof Input>): Promise<UserLive> {
  authorise(ctx, { staff: "read" });
  const parsed = Input.safeParse(input);
  if (!parsed.success) throw notFound("user");
  const { userId } = parsed.data;
  const here = and(eq(syncStates.userId, users.id), eq(syncStates.routerId, users.routerId));
  const wanted = and(
    eq(desiredStates.userId, users.id),
    eq(desiredStates.routerId, users.routerId),
  );
  const [row] = await handle(ctx)
    .select({
      user: users,
      generation: desiredStates.generation,
      sync: syncStates,
      reachability: routerStates.reachability,
    })
    .from(users)
    .leftJoin(desiredStates, wanted)
    .leftJoin(syncStates, here)
    .leftJoin(routerStates, eq(routerStates.routerId, users.routerId))
    .where(eq(users.id, userId));
  if (!row) throw notFound("user");
  const { user, sync, generation } = row;
  const key = [
    accessOf(user, ctx.now()),
    user.paidUntil?.getTime(),
    user.creditUntil?.getTime(),
    user.version,
    generation,
    row.reachability,
    sync?.status,
    sync?.observedGeneration,
    sync?.handledSeq,
    sync?.failureCount,
    sync?.lastErrorCode,
    sync?.online,
    sync?.lastSyncedAt?.getTime(),
  ].join("|");
  const owed = sync && sync.requestedSeq > sync.handledSeq;
  const busy = sync?.status === "pending" || sync?.status === "syncing" || Boolean(owed);
  return { key, busy };
}
