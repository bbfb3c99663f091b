import { and, count, eq, ne, sql } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, type TxContext, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { conflict } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { dropRouter } from "@/lib/routeros";
import { recordAudit } from "@/services/audit";
import { isStateOfDesired, isUnseen } from "@/services/desired-state";
import { loadRouter } from "./load-router";

const Input = z.object({
  routerId: uuid(),
  /** It is gone for good: what it still holds of users who left is nobody's concern any more. */
  writeOff: z.boolean().default(false),
});
const { desiredStates, routers, syncStates, users } = schema;

/**
 * Takes an empty router out of service. Who left it must have been seen gone, unless staff write off what a router that
 * does not answer still holds. Errors: forbidden, not_found, conflict (users are, or were not seen to be gone).
 */
export async function removeRouter(ctx: Context, input: z.input<typeof Input>): Promise<void> {
  authorise(ctx, { staff: "routers.write" });
  const { routerId, writeOff } = Input.parse(input);
  await withTransaction(ctx, async (tx) => {
    const { state } = await loadRouter(tx, routerId);
    await refuseIfUsed(tx, routerId);
    const left = await countLeft(tx, routerId);
    if (left > 0) {
      refuseUnlessWrittenOff(left, { writeOff, answers: state.reachability === "up" });
      await writeOffLeft(tx, routerId);
    }
    await tx.tx
      .update(routers)
      .set({ status: "removed", removedAt: tx.now() })
      .where(eq(routers.id, routerId));
    await recordAudit(tx, {
      action: "routers.remove",
      entity: { kind: "router", id: routerId },
      data: { writtenOff: left },
    });
    tx.afterCommit.push(() => dropRouter(routerId));
  });
}

async function refuseIfUsed(ctx: TxContext, routerId: string) {
  const [here] = await ctx.tx
    .select({ n: count() })
    .from(users)
    .where(and(eq(users.routerId, routerId), ne(users.status, "closed")));
  if (here && here.n > 0) throw conflict(`${here.n} users are on this router. Move them first.`);
}

/** Users who left and have not been seen gone. */
async function countLeft(ctx: TxContext, routerId: string): Promise<number> {
  const [left] = await ctx.tx
    .select({ n: count() })
    .from(desiredStates)
    .innerJoin(syncStates, isStateOfDesired)
    .where(and(eq(desiredStates.routerId, routerId), isUnseen));
  return left?.n ?? 0;
}

function refuseUnlessWrittenOff(
  left: number,
  { writeOff, answers }: { writeOff: boolean; answers: boolean },
) {
  const unseen = `${left} users who left this router have not been seen gone from it yet.`;
  if (!writeOff)
    throw conflict(`${unseen} If it is gone for good, say so, and what it holds is written off.`);
  if (answers)
    throw conflict(`${unseen} It answers, so what it holds is taken from it: wait a minute.`);
}

/** Nothing is owed to the router any more, and nobody waits for it. */
async function writeOffLeft(ctx: TxContext, routerId: string) {
  await ctx.tx
    .update(syncStates)
    .set({
      status: "in_sync",
      observedGeneration: sql`${desiredStates.generation}`,
      handledSeq: sql`${syncStates.requestedSeq}`,
      nextAttemptAt: null,
      lastError: "Written off by staff: the router is gone.",
      lastErrorCode: "written_off",
    })
    .from(desiredStates)
    .where(and(eq(syncStates.routerId, routerId), isStateOfDesired, isUnseen));
}
