import type { TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import type { Plan } from "@/lib/sync";
import type { SyncKey } from "./outcome";

type RunRow = typeof schema.syncRuns.$inferInsert;

export interface RunMeta {
  cause: string;
  startedAt: Date;
}

/** One line of a user's sync history. */
export async function insertRun(
  ctx: TxContext,
  { userId, routerId, generation }: SyncKey & { generation: number },
  meta: RunMeta,
  run: { outcome: RunRow["outcome"]; plan?: Plan; error?: { code: string; message: string } },
): Promise<void> {
  await ctx.tx.insert(schema.syncRuns).values({
    id: ctx.newId(),
    userId,
    routerId,
    generation,
    cause: meta.cause,
    startedAt: meta.startedAt,
    finishedAt: ctx.now(),
    outcome: run.outcome,
    plan: run.plan ?? null,
    error: run.error?.message ?? null,
    errorCode: run.error?.code ?? null,
  });
}
