import { kinds } from "./kinds";
import type { Change, Plan, Policy, Skipped } from "./plan";

/** Strips from a finished plan what the router's policy, or a pulled brake, does not allow. */
export function applyPolicy(plan: Plan, policy: Policy, braked: boolean): Plan {
  const refusals = plan.changes.map((change) => refusal(change, policy, braked));
  // Kicking whom we may not cut off would only make them redial; what may not be removed lets nobody in.
  const stripped =
    policy === "no_deletes" ? refusals.find((one) => one === "brake") : refusals.find(Boolean);
  const verdicts = plan.changes.map((change, i) => ({
    change,
    refusal: refusals[i] ?? (change.verb === "kick" ? stripped : undefined),
  }));
  const skipped = verdicts.flatMap(({ change, refusal: reason }) =>
    reason ? [skip(change, reason)] : [],
  );
  return {
    changes: verdicts.filter((verdict) => !verdict.refusal).map((verdict) => verdict.change),
    skipped: [...plan.skipped, ...skipped],
  };
}

/** True when this change takes access, or a row, away from somebody. */
export function isRemoval({ verb, kind, after }: Change): boolean {
  if (verb === "kick" || verb === "move") return false;
  // A row that keeps people out takes away by being there.
  if (kinds[kind].restricts)
    return verb === "create" || (verb === "update" && after.disabled !== "true" && isListed(after));
  return verb === "delete" || after.disabled === "true" || after.type === "blocked";
}

const isListed = (after: Change["after"]) =>
  ["list", "address", "disabled"].some((field) => field in after);

function refusal(change: Change, policy: Policy, braked: boolean): Skipped["reason"] | undefined {
  if (policy === "observe_only") return "policy";
  if (policy === "no_deletes" && change.verb === "delete") return "policy";
  return braked && isRemoval(change) ? "brake" : undefined;
}

const MESSAGE: Record<"policy" | "brake", string> = {
  policy: "this router's policy does not allow it",
  brake: "the brake is on: too much would be removed at once, staff must look first",
};

function skip({ kind, name, verb, why }: Change, reason: Skipped["reason"]): Skipped {
  const words = reason === "brake" ? MESSAGE.brake : MESSAGE.policy;
  return { kind, name, reason, message: `Would ${verb} (${why}), but ${words}.` };
}
