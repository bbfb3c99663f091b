import {
  type FleetDiff,
  type GuardFinding,
  isRemoval,
  judgeBrake,
  judgeHeld,
  judgePlan,
  type Plan,
} from "@/lib/sync";
import type { Fleet, FleetUser } from "./load-fleet";

type Found = FleetDiff<FleetUser>;

/** Why staff must look before anything is removed, if they must. */
export const judgeMassChange = (fleet: Fleet, found: Found): string | undefined =>
  judgeBrake({
    ownedRows: found.ownedRows,
    expectedRows: fleet.users.filter(wasSeen).length,
    removals: removalsOf(found).length,
  });

/** Who must be looked at: out of sync, or known under another verdict than before. */
export function findDrifted(
  found: Found,
  { braked, findings }: { braked: boolean; findings: readonly GuardFinding[] },
): FleetUser[] {
  if (braked && found.ownedRows === 0) return [];
  const held = new Set(braked ? removalsOf(found).map(({ key }) => key) : []);
  return found.plans
    .filter(({ key, plan }) => !held.has(key) && isNews(key, plan, findings))
    .map(({ key }) => key);
}

const removalsOf = (found: Found) =>
  found.plans.filter(({ key, plan }) => isUnexplainedRemoval(key, plan));

/** Takes something away although no time ran out and nobody asked for it just now. */
const isUnexplainedRemoval = ({ expired, state }: FleetUser, plan: Plan) =>
  !expired && !state.urgent && plan.changes.some(isRemoval);

const wasSeen = ({ intent, state }: FleetUser) =>
  intent.presence === "present" && state.status === "in_sync" && state.observedGeneration > 0;

/** Somebody who is owed a sync already needs no second request. */
function isNews(
  { state, desired }: FleetUser,
  plan: Plan,
  findings: readonly GuardFinding[],
): boolean {
  if (state.requestedSeq > state.handledSeq) return false;
  if (plan.changes.length > 0) return true;
  const before = state.conditions.find((condition) => condition.type === "Synced");
  return before?.reason !== judgeHeld(judgePlan(plan), desired, findings).reason;
}
