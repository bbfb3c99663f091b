import { settleAllowance } from "./allowance";
import type { Desired } from "./desired";
import { diffConnections } from "./diff-connections";
import { diffResource } from "./diff-resource";
import { diffSessions } from "./diff-sessions";
import { kinds } from "./kinds";
import { normaliseResource, normaliseRow } from "./normalise";
import type { ObservedRow } from "./observed";
import { inOrder } from "./order";
import type { Plan, Policy, Skipped } from "./plan";
import { applyPolicy } from "./policy";
import { shutInstead } from "./shut-instead";

/**
 * The steps that lead from what is on the router to what should be, for one user. Pure; rows of any order.
 *
 *   desired   observed               step
 *   present   nothing                create
 *   present   ours, same             none
 *   present   ours, different        update, of what differs
 *   present   ours, other name       update of the name
 *   present   not ours, same name    none: reported as conflict, and nothing else is planned
 *   absent    ours                   delete; where nothing may be removed, what lets in is disabled
 *   dormant   ours, enabled          update: disabled
 *   either    a block that a former holder of the address left: as ours
 *   any       session out of rule    kick, after everything else
 *   held      open connections       kick when access is taken, last of all
 */
export function diff(
  wanted: Desired,
  observed: readonly ObservedRow[],
  policy: Policy,
  options: { braked?: boolean } = {},
): Plan {
  const { desired } = settleAllowance(wanted, observed);
  const rows = observed.map(normaliseRow);
  const parts = desired.resources.map((resource) =>
    diffResource(normaliseResource(resource), rows, desired),
  );
  const skipped = parts.flatMap((part) => part.skipped);
  if (skipped.some(isTaken)) return { changes: [], skipped };
  const steps = parts.flatMap((part) => part.changes);
  const { changes, skipped: kept } = shutInstead(steps, rows, policy);
  const kicks = diffSessions(desired, rows, changes);
  const ends = diffConnections(desired, rows, changes, kicks);
  const plan = {
    changes: inOrder([...changes, ...kicks, ...ends]),
    skipped: [...skipped, ...kept],
  };
  return applyPolicy(plan, policy, options.braked ?? false);
}

/** The user's own row is in foreign hands: nothing that belongs to it makes sense, least of all a kick. */
const isTaken = ({ kind, reason }: Skipped) => reason === "foreign" && kinds[kind].scope === "user";
