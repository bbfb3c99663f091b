import { and, eq, inArray, isNotNull, isNull, lte, sql } from "drizzle-orm";
import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import type { SyncKey } from "./outcome";

const { restorations } = schema;
const of = (key: SyncKey) =>
  and(eq(restorations.userId, key.userId), eq(restorations.routerId, key.routerId));

/** Stage "event": the engine woke up for these restorations. */
export async function stampEvent(ctx: Context, key: SyncKey, at: Date): Promise<void> {
  await handle(ctx)
    .update(restorations)
    .set({ eventAt: at })
    .where(and(of(key), isNull(restorations.eventAt), isNull(restorations.verifiedAt)));
}

/** The same for many users of a router. */
export async function stampEvents(
  ctx: Context,
  routerId: string,
  userIds: readonly string[],
  at: Date,
): Promise<void> {
  if (userIds.length === 0) return;
  await handle(ctx)
    .update(restorations)
    .set({ eventAt: at })
    .where(
      and(
        eq(restorations.routerId, routerId),
        inArray(restorations.userId, [...userIds]),
        isNull(restorations.eventAt),
        isNull(restorations.verifiedAt),
      ),
    );
}

/** Which of these users of a router wait for a payment of theirs to be answered. */
export async function withOpenRestorations(
  ctx: Context,
  routerId: string,
  userIds: readonly string[],
): Promise<Set<string>> {
  if (userIds.length === 0) return new Set();
  const rows = await handle(ctx)
    .select({ userId: restorations.userId })
    .from(restorations)
    .where(
      and(
        eq(restorations.routerId, routerId),
        inArray(restorations.userId, [...userIds]),
        isNull(restorations.verifiedAt),
      ),
    );
  return new Set(rows.map((row) => row.userId));
}

/**
 * Stages "applied" and "verified": the router was read back and has what these restorations asked for. Returns how many
 * customers' payments that answers.
 */
export async function stampVerified(
  ctx: Context,
  key: SyncKey,
  at: { generation: number; appliedAt: Date | null; verifiedAt: Date },
): Promise<number> {
  const appliedAt = (at.appliedAt ?? at.verifiedAt).toISOString();
  const rows = await handle(ctx)
    .update(restorations)
    .set({
      appliedAt: sql`coalesce(${restorations.appliedAt}, ${appliedAt}::timestamptz)`,
      verifiedAt: at.verifiedAt,
    })
    .where(
      and(of(key), isNull(restorations.verifiedAt), lte(restorations.generation, at.generation)),
    )
    .returning({ id: restorations.id });
  return rows.length;
}

/** Stage "online": a session that may be was seen after access was verified. */
export async function stampOnline(ctx: Context, key: SyncKey, at: Date): Promise<void> {
  await handle(ctx)
    .update(restorations)
    .set({ onlineAt: at })
    .where(and(of(key), isNotNull(restorations.verifiedAt), isNull(restorations.onlineAt)));
}
