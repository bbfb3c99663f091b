import { observeRules, type RouterPort } from "@/lib/routeros";
import {
  compileRouter,
  diffRouter,
  type Plan,
  type Policy,
  type ServiceType,
  sharedTagOf,
} from "@/lib/sync";
import type { RouterHead } from "./load-targets";

// Rules that are needed no more stand here.
const ALWAYS_READ = ["filter-rule", "nat-rule"] as const;

/** What must still be done to a router's own pool and rules, from a live reading. Throws RouterError. */
export async function planRouter(
  port: RouterPort,
  { router, routerState, installationId }: RouterHead,
  {
    services,
    policy,
    braked,
  }: { services: readonly ServiceType[]; policy: Policy; braked: boolean },
): Promise<Plan> {
  const context = { installationId, rosVersion: routerState.rosVersion ?? undefined };
  const wanted = compileRouter(router.settings, { ...context, services });
  // A script may have set up more than there are users for yet.
  const allowed = compileRouter(router.settings, context);
  const sharedTag = sharedTagOf(installationId);
  const kinds = new Set([...ALWAYS_READ, ...wanted.map(({ kind }) => kind)]);
  const { rows, missing } = await observeRules(port, [...kinds], sharedTag);
  // What needs a package that the router lacks cannot be had: its users say so.
  const possible = wanted.filter(({ kind }) => !missing.includes(kind));
  return diffRouter(possible, rows, { allowed, policy, sharedTag, braked });
}
