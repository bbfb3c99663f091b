import type { Context } from "@/lib/context";
import { applyChange, isRouterError, type RouterPort } from "@/lib/routeros";
import {
  type Change,
  type GuardFinding,
  judgeRouter,
  type ServiceType,
  sharedTagOf,
} from "@/lib/sync";
import { keepFindings } from "./keep-findings";
import type { RouterHead } from "./load-targets";
import { planRules, type RulesRead, readRules } from "./plan-router";
import { isRouterTrouble } from "./sync-error";

// Each round acts on what the last one read back; more than ever needed.
const MAX_ROUNDS = 3;

/**
 * The part of a comparison that is the router's own: check, diff, act, check again on its pool and rules. What remains
 * undone, by policy, brake or refusal, is kept as named findings, which it returns. Throws RouterError only for
 * trouble with the router as a whole.
 */
export async function convergeRouter(
  ctx: Context,
  head: RouterHead,
  port: RouterPort,
  {
    braked,
    services,
    rules,
    low,
  }: {
    braked: boolean;
    services: readonly ServiceType[];
    /** As just read. */
    rules: RulesRead;
    /** The moves that would let queues of ours count. */
    low: readonly Change[];
  },
): Promise<GuardFinding[]> {
  const { settings, syncPolicy: policy } = head.router;
  const sharedTag = sharedTagOf(head.installationId);
  const plan = (read: RulesRead) => planRules(head, read, { services, policy, braked });
  let left = plan(rules);
  let refusal: string | undefined;
  for (let round = 0; left.changes.length > 0 && round < MAX_ROUNDS; round++) {
    refusal = await act(port, left.changes, sharedTag);
    left = plan(await readRules(port, head, services));
  }
  const walledUsers =
    settings.suspension === "walled" && services.some((service) => service !== "hotspot");
  const queues = policy === "observe_only" || braked ? low : await moveUp(port, low, sharedTag);
  return keepFindings(ctx, head, judgeRouter(settings, left, { walledUsers, refusal, queues }));
}

/** Moves queues to where they count; returns those that the router did not let us move. The next look sees to it. */
async function moveUp(port: RouterPort, moves: readonly Change[], tag: string): Promise<Change[]> {
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
