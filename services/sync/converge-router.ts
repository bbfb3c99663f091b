import { eq } from "drizzle-orm";
import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { applyChange, isRouterError, observeRules, type RouterPort } from "@/lib/routeros";
import {
  type Change,
  compileRouter,
  diffRouter,
  type GuardFinding,
  judgeRouter,
  mergeFindings,
  type ObservedRow,
  type Plan,
  queueMoves,
  type Resource,
  sharedTagOf,
  stableJson,
} from "@/lib/sync";
import type { Fleet } from "./load-fleet";
import { isRouterTrouble } from "./sync-error";

// Each round acts on what the last one read back; more than ever needed.
const MAX_ROUNDS = 3;
// Rules that are needed no more stand here.
const ALWAYS_READ = ["filter-rule", "nat-rule"] as const;
const { routerStates } = schema;

/**
 * The part of a comparison that is the router's own: check, diff, act, check again on its pool and rules. What remains
 * undone, by policy, brake or refusal, is kept as named conditions, which it returns. Throws RouterError only for
 * trouble with the router as a whole.
 */
export async function convergeRouter(
  ctx: Context,
  fleet: Fleet,
  port: RouterPort,
  { braked, rows }: { braked: boolean; rows: readonly ObservedRow[] },
): Promise<GuardFinding[]> {
  const services = [...new Set(fleet.users.map((user) => user.intent.serviceType))];
  const { settings, syncPolicy: policy } = fleet.router;
  const sharedTag = sharedTagOf(fleet.installationId);
  const rosVersion = fleet.routerState.rosVersion ?? undefined;
  const { installationId } = fleet;
  const wanted = compileRouter(settings, { installationId, rosVersion, services });
  // A script may have set up more than there are users for yet.
  const allowed = compileRouter(settings, { installationId, rosVersion });
  const look = () => lookAt(port, wanted, { allowed, policy, sharedTag, braked });
  let left = await look();
  let refusal: string | undefined;
  for (let round = 0; left.changes.length > 0 && round < MAX_ROUNDS; round++) {
    refusal = await act(port, left.changes, sharedTag);
    left = await look();
  }
  const walledUsers =
    settings.suspension === "walled" && services.some((service) => service !== "hotspot");
  const low = queueMoves(rows, sharedTag);
  const queues = policy === "observe_only" || braked ? low : await moveUp(port, low, sharedTag);
  const found = judgeRouter(settings, left, { walledUsers, refusal, queues });
  const at = ctx.now().toISOString();
  const guardFindings = mergeFindings(fleet.routerState.guardFindings, found, at);
  if (stableJson(guardFindings) !== stableJson(fleet.routerState.guardFindings))
    await handle(ctx)
      .update(routerStates)
      .set({ guardFindings })
      .where(eq(routerStates.routerId, fleet.router.id));
  return guardFindings;
}

async function lookAt(
  port: RouterPort,
  wanted: Resource[],
  options: Parameters<typeof diffRouter>[2],
): Promise<Plan> {
  const kinds = new Set([...ALWAYS_READ, ...wanted.map(({ kind }) => kind)]);
  const { rows, missing } = await observeRules(port, [...kinds], options.sharedTag);
  // What needs a package that the router lacks cannot be had: its users say so.
  const possible = wanted.filter(({ kind }) => !missing.includes(kind));
  return diffRouter(possible, rows, options);
}

/** Moves queues to where they count; returns those that the router did not let us move. The next look sees to it. */
async function moveUp(port: RouterPort, moves: Change[], tag: string): Promise<Change[]> {
  const refused = await Promise.all(
    moves.map(async (move) => ((await act(port, [move], tag)) === undefined ? undefined : move)),
  );
  return refused.filter((move) => move !== undefined);
}

/** Up to the first refusal, whose words it returns; whether it took effect is seen by looking. */
async function act(port: RouterPort, changes: readonly Change[], tag: string) {
  for (const change of changes) {
    try {
      await applyChange(port, change, { tag, resolveSecret: () => "" });
    } catch (error) {
      if (!isRouterError(error) || port.closed || isRouterTrouble(error.code)) throw error;
      return error.message;
    }
  }
  return undefined;
}
