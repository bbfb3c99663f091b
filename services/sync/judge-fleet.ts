import { type FleetDiff, isRemoval, judgeBrake, judgePlan, type Plan } from "@/lib/sync";
import type { Fleet, FleetUser } from "./load-fleet";

export interface FleetVerdict {
  /** Who must be looked at: out of sync, or known under another verdict than before. */
  drifted: FleetUser[];
  /** Why staff must look before anything is removed. */
  brakeReason: string | undefined;
}

/** Decides from one comparison who is asked for, and whether the brake goes on. */
export function judgeFleet(fleet: Fleet, found: FleetDiff<FleetUser>): FleetVerdict {
  const removals = found.plans.filter(({ key, plan }) => isUnexplainedRemoval(key, plan));
  const brakeReason = judgeBrake({
    ownedRows: found.ownedRows,
    expectedRows: fleet.users.filter(wasSeen).length,
    removals: removals.length,
  });
  const held = new Set(brakeReason ? removals.map(({ key }) => key) : []);
  const wiped = brakeReason !== undefined && found.ownedRows === 0;
  const drifted = found.plans
    .filter(({ key, plan }) => !wiped && !held.has(key) && isNews(key, plan))
    .map(({ key }) => key);
  return { drifted, brakeReason };
}

/** Takes something away although no time ran out and nobody asked for it just now. */
const isUnexplainedRemoval = ({ expired, state }: FleetUser, plan: Plan) =>
  !expired && !state.urgent && plan.changes.some(isRemoval);

const wasSeen = ({ intent, state }: FleetUser) =>
  intent.presence === "present" && state.status === "in_sync" && state.observedGeneration > 0;

/** Somebody who is owed a sync already needs no second request. */
function isNews({ state }: FleetUser, plan: Plan): boolean {
  if (state.requestedSeq > state.handledSeq) return false;
  if (plan.changes.length > 0) return true;
  const before = state.conditions.find((condition) => condition.type === "Synced");
  return before?.reason !== judgePlan(plan).reason;
}
