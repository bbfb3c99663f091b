import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, handle, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { uuid } from "@/lib/id";
import { withRouter } from "@/lib/routeros";
import { recordAudit } from "@/services/audit";
import { isPaused } from "@/services/installation";
import {
  assertSameMachine,
  type Fleet,
  loadFleet,
  requestDrifted,
  routerAddress,
  toSyncError,
} from "@/services/sync";
import { type BatchRow, loadBatch } from "./load-batch";
import { type Done, type Imported, markRows } from "./mark-rows";

const Input = z.object({ batchId: uuid(), limit: z.int().min(1).max(1_000).default(1_000) });
const DEADLINE_MS = 100_000;
const { importBatches, importRows } = schema;

export interface AdoptOutcome {
  adopted: number;
  /** Rows that were no longer what staff had seen. */
  changed: number;
  left: number;
  /** Why it cannot go on for now. */
  waiting?: string;
}

/**
 * Marks the next rows of an import on the router as ours: one write each, with everything in it that a running session
 * does not feel. Nobody is disconnected. Then the engine is asked to look at them. A row that is marked already, by a
 * run that died, counts; one that changed since it was read is left, with its reason. Trouble with the router is an
 * outcome: the sweep comes again. Errors: forbidden, not_found.
 */
export async function adoptChunk(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<AdoptOutcome> {
  authorise(ctx, { job: true });
  const { batchId, limit } = Input.parse(input);
  const batch = await loadBatch(ctx, batchId);
  if (batch.status !== "adopting") return { adopted: 0, changed: 0, left: 0 };
  if (await isPaused(ctx))
    return { adopted: 0, changed: 0, left: 1, waiting: "Syncing is paused." };
  const rows = await nextRows(ctx, batchId, limit);
  if (rows.length === 0) return finish(ctx, batch);
  const fleet = await loadFleet(ctx, batch.routerId);
  const obstacle = obstacleOf(fleet);
  if (obstacle || !fleet) return wait(ctx, batchId, obstacle ?? "The router is gone.");
  try {
    const options = { lane: "bulk", signal: AbortSignal.timeout(DEADLINE_MS) } as const;
    const done = await withRouter(routerAddress(fleet.router), options, async (port) => {
      await assertSameMachine(ctx, port, fleet.router);
      return markRows(ctx, port, fleet, rows);
    });
    return record(ctx, batch, done);
  } catch (error) {
    return wait(ctx, batchId, toSyncError(error).message);
  }
}

/** Rows that are taken in, and neither marked on the router yet nor left for a reason. */
const unmarked = (batchId: string) =>
  and(
    eq(importRows.batchId, batchId),
    eq(importRows.status, "imported"),
    isNull(importRows.reason),
  );

const nextRows = async (ctx: Context, batchId: string, limit: number): Promise<Imported[]> => {
  const rows = await handle(ctx)
    .select({ rowId: importRows.id, userId: importRows.userId })
    .from(importRows)
    .where(unmarked(batchId))
    .orderBy(asc(importRows.position))
    .limit(limit);
  return rows.flatMap(({ rowId, userId }) => (userId ? [{ rowId, userId }] : []));
};

function obstacleOf(fleet: Fleet | undefined): string | undefined {
  if (fleet?.router.status !== "active") return "The router has been removed.";
  if (fleet.router.syncPolicy === "observe_only")
    return "The router is only observed: press “Start managing” on its page.";
  return undefined;
}

async function record(ctx: Context, batch: BatchRow, { adopted, changed }: Done) {
  const ids = adopted.map(({ rowId }) => rowId);
  await withTransaction(ctx, async (tx) => {
    if (ids.length > 0)
      await tx.tx.update(importRows).set({ status: "adopted" }).where(inArray(importRows.id, ids));
    for (const { rowId, reason } of changed)
      await tx.tx.update(importRows).set({ reason }).where(eq(importRows.id, rowId));
    const userIds = [...adopted, ...changed].map(({ userId }) => userId);
    await requestDrifted(tx, batch.routerId, userIds);
    await tx.tx
      .update(importBatches)
      .set({ workedAt: tx.now(), lastError: null })
      .where(eq(importBatches.id, batch.id));
  });
  const left = await handle(ctx).$count(importRows, unmarked(batch.id));
  if (left === 0) await finish(ctx, batch);
  return { adopted: adopted.length, changed: changed.length, left };
}

async function finish(ctx: Context, { id, routerId }: BatchRow): Promise<AdoptOutcome> {
  await withTransaction(ctx, async (tx) => {
    const ended = await tx.tx
      .update(importBatches)
      .set({ status: "done", lastError: null, finishedAt: tx.now() })
      .where(and(eq(importBatches.id, id), eq(importBatches.status, "adopting")))
      .returning({ id: importBatches.id });
    if (ended.length === 0) return;
    // What staff left out is nobody's: its passwords go.
    await tx.tx
      .update(importRows)
      .set({ passwordEncrypted: null })
      .where(eq(importRows.batchId, id));
    await recordAudit(tx, {
      action: "imports.finish",
      entity: { kind: "router", id: routerId },
      data: { batchId: id },
    });
  });
  return { adopted: 0, changed: 0, left: 0 };
}

async function wait(ctx: Context, batchId: string, waiting: string): Promise<AdoptOutcome> {
  await handle(ctx)
    .update(importBatches)
    .set({ lastError: waiting, workedAt: ctx.now() })
    .where(eq(importBatches.id, batchId));
  return { adopted: 0, changed: 0, left: 1, waiting };
}
