import { authorise, type Context } from "@/lib/context";
import { isPaused } from "@/services/installation";
import { requestOwed } from "./request-owed";

const BATCH = 2_000;

/**
 * Sweep: wakes the engine for every user whose next attempt is due: lost events, dead holders, retries. Returns how
 * many were due. Errors: forbidden.
 */
export async function sweepOwedSyncs(ctx: Context): Promise<{ requested: number }> {
  authorise(ctx, { job: true });
  if (await isPaused(ctx)) return { requested: 0 };
  return { requested: await requestOwed(ctx, { limit: BATCH }) };
}
