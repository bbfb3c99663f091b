import { eq } from "drizzle-orm";
import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { mergeFindings, stableJson } from "@/lib/sync";
import type { RouterHead } from "./load-targets";
import type { SyncError } from "./sync-error";

const { routerStates } = schema;

/** Says on the router's page that it answers and yet cannot be compared, until it can. What else was found stays. */
export async function noteNotCompared(
  ctx: Context,
  { routerId, routerState }: RouterHead,
  { message }: SyncError,
): Promise<void> {
  const known = routerState.guardFindings;
  const others = known.filter(({ reason }) => reason !== "NotCompared");
  const finding = {
    reason: "NotCompared" as const,
    message: `Drift on this router is not found, for its tables cannot be read: ${message}`,
  };
  const guardFindings = mergeFindings(known, [...others, finding], ctx.now().toISOString());
  if (stableJson(guardFindings) === stableJson(known)) return;
  await handle(ctx)
    .update(routerStates)
    .set({ guardFindings })
    .where(eq(routerStates.routerId, routerId));
}
