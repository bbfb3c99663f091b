import { eq } from "drizzle-orm";
import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import {
  type CapabilityInput,
  type RouterCondition,
  type RouterPort,
  readCapabilities,
} from "@/lib/routeros";
import type { RouterRow, RouterStateRow } from "./load-router";

const EVERY_MS = 3_600_000;
const { routerStates } = schema;

/**
 * Looks from time to time whether the router's version, packages and the API user's rights are what is needed; at every
 * poll while something severe is wrong, and when the version is another one.
 */
export async function checkConditions(
  ctx: Context,
  port: RouterPort,
  router: RouterRow,
  state: RouterStateRow,
  found: Omit<CapabilityInput, "username">,
): Promise<void> {
  const age = ctx.now().getTime() - (state.checkedAt?.getTime() ?? 0);
  const wrong = state.conditions.some((condition) => condition.severe);
  if (age < EVERY_MS && !wrong && state.rosVersion === found.vitals.version) return;
  const { conditions } = await readCapabilities(port, { ...found, username: router.apiUsername });
  await recordConditions(ctx, router.id, conditions);
}

/** Keeps what a look found. */
export async function recordConditions(
  ctx: Context,
  routerId: string,
  conditions: RouterCondition[],
): Promise<void> {
  await handle(ctx)
    .update(routerStates)
    .set({ conditions, checkedAt: ctx.now() })
    .where(eq(routerStates.routerId, routerId));
}
