import { observeRules, type RouterPort } from "@/lib/routeros";
import {
  compileRouter,
  diffRouter,
  type ObservedRow,
  type Plan,
  type Policy,
  type Resource,
  type ResourceKind,
  type ServiceType,
  sharedTagOf,
} from "@/lib/sync";
import type { RouterHead } from "./load-targets";

// Rules that are needed no more stand here.
const ALWAYS_READ = ["filter-rule", "nat-rule"] as const;

/** A live reading of a router's own pool and rules. */
export interface RulesRead {
  rows: ObservedRow[];
  /** Menus that the router lacks. */
  missing: ResourceKind[];
}

/** Reads what of a router is its own, as far as users of these services need it. Throws RouterError. */
export function readRules(
  port: RouterPort,
  head: RouterHead,
  services: readonly ServiceType[],
): Promise<RulesRead> {
  const kinds = new Set([...ALWAYS_READ, ...wantedOf(head, services).map(({ kind }) => kind)]);
  return observeRules(port, [...kinds], sharedTagOf(head.installationId));
}

/** What must still be done to a router's own pool and rules, by this reading. */
export function planRules(
  head: RouterHead,
  { rows, missing }: RulesRead,
  {
    services,
    policy,
    braked,
  }: { services: readonly ServiceType[]; policy: Policy; braked: boolean },
): Plan {
  // What needs a package that the router lacks cannot be had: its users say so.
  const possible = wantedOf(head, services).filter(({ kind }) => !missing.includes(kind));
  // A script may have set up more than there are users for yet.
  const allowed = wantedOf(head);
  return diffRouter(possible, rows, {
    allowed,
    policy,
    sharedTag: sharedTagOf(head.installationId),
    braked,
  });
}

/** What must still be done to them, from a live reading. Throws RouterError. */
export async function planRouter(
  port: RouterPort,
  head: RouterHead,
  options: Parameters<typeof planRules>[2],
): Promise<Plan> {
  return planRules(head, await readRules(port, head, options.services), options);
}

function wantedOf(
  { router, routerState, installationId }: RouterHead,
  services?: readonly ServiceType[],
): Resource[] {
  const rosVersion = routerState.rosVersion ?? undefined;
  return compileRouter(router.settings, {
    installationId,
    rosVersion,
    ...(services && { services }),
  });
}
