import { eq } from "drizzle-orm";
import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { type GuardFinding, mergeFindings, stableJson } from "@/lib/sync";
import type { RouterHead } from "./load-targets";

const { routerStates } = schema;

/** Keeps what is wrong with a router, each since it was first found; writes nothing when that is no news. */
export async function keepFindings(
  ctx: Context,
  { routerId, routerState }: RouterHead,
  found: readonly Omit<GuardFinding, "since">[],
): Promise<GuardFinding[]> {
  const known = routerState.guardFindings;
  const guardFindings = mergeFindings(known, found, ctx.now().toISOString());
  if (stableJson(guardFindings) !== stableJson(known))
    await handle(ctx)
      .update(routerStates)
      .set({ guardFindings })
      .where(eq(routerStates.routerId, routerId));
  return guardFindings;
}
