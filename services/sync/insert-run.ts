import type { TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import type { Plan } from "@/lib/sync";
import type { SyncKey } from "./outcome";

export type RunRow = typeof schema.syncRuns.$inferInsert;

export interface RunMeta {
  cause: string;
  startedAt: Date;
}

export interface Run {
  outcome: RunRow["outcome"];
  plan?: Plan;
  error?: { code: string; message: string };
}

type Subject = SyncKey & { generation: number };

/** One line of a user's sync history. */
export const insertRun = (ctx: TxContext, of: Subject, meta: RunMeta, run: Run): Promise<void> =>
  insertRuns(ctx, meta, [{ of, run }]);

/** A line for each of many users. */
export async function insertRuns(
  ctx: TxContext,
  meta: RunMeta,
  runs: readonly { of: Subject; run: Run }[],
): Promise<void> {
  if (runs.length === 0) return;
  await ctx.tx.insert(schema.syncRuns).values(
    runs.map(({ of: { userId, routerId, generation }, run }) => ({
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
    })),
  );
}
