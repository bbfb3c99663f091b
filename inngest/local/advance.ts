import type pg from "pg";
import { withTransaction } from "./db";
import { deleteRow } from "./store/leases";
import {
  countPending,
  insertMemos,
  insertPlanned,
  type LockedRow,
  lockRun,
  type Memo,
  type PlannedRow,
  queueNextCall,
  renewRow,
  setRequestVersion,
} from "./store/results";

/** What a call (or a sleep that is over) adds to its run. */
export interface Progress {
  memos: Memo[];
  planned: PlannedRow[];
  requestVersion?: number;
}

// The execution version in which the SDK wants to be asked after every parallel step.
const ASK_AFTER_EACH_STEP = 1;

/**
 * Stores progress and decides what the run does next. Answers `stale` if the lease is void, and
 * `stuck` if nothing new came, nothing is pending and so nothing would ever happen again.
 */
export async function advanceRun(
  pool: pg.Pool,
  row: { id: string; requestId: string | null },
  progress: Progress,
): Promise<"advanced" | "stale" | "stuck"> {
  return withTransaction(pool, async (client) => {
    const locked = await lockRun(client, row.id, row.requestId);
    if (!locked) return "stale";
    const version = progress.requestVersion ?? locked.requestVersion;
    if (version !== locked.requestVersion) await setRequestVersion(client, locked.runId, version);
    const fresh = await insertMemos(client, locked.runId, progress.memos);
    await insertPlanned(client, locked.runId, progress.planned);
    const pending = await countPending(client, locked.runId, row.id);
    const askNow = locked.race || version === ASK_AFTER_EACH_STEP;
    if (locked.stepId !== "step") {
      await deleteRow(client, row.id);
      if (pending.awaited === 0 || askNow) await queueNextCall(client, locked.runId);
      return "advanced";
    }
    return continueMainCall(client, row.id, locked, { fresh, pending: pending.total });
  });
}

async function continueMainCall(
  client: pg.PoolClient,
  rowId: string,
  locked: LockedRow,
  { fresh, pending }: { fresh: number; pending: number },
): Promise<"advanced" | "stuck"> {
  if (fresh > 0 || locked.again) {
    await renewRow(client, rowId);
    return "advanced";
  }
  if (pending === 0) return "stuck";
  await deleteRow(client, rowId);
  return "advanced";
}
