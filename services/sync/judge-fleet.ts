import type { Context } from "@/lib/context";
import {
  diff,
  type FleetLook,
  type FleetMemory,
  type GuardFinding,
  heldOn,
  isRemoval,
  isSightingKind,
  type Judgement,
  judgeBrake,
  judgeOnLists,
  judgePlan,
  type ObservedRow,
  type Plan,
  type UsageSeen,
  usageSeen,
} from "@/lib/sync";
import { type FleetUser, loadFleetUsers } from "./load-fleet";
import type { RouterHead } from "./load-targets";

/** So many are compiled at once, passwords and all. */
const CHUNK = 2_000;

/** What a comparison says of one user. */
export interface Found {
  userId: string;
  differs: boolean;
  /** Takes something away although no time ran out and nobody asked for it just now. */
  unexplainedRemoval: boolean;
  /** Owed a sync already. */
  owed: boolean;
  verdict: Judgement;
  /** The reason of the verdict that was written down last. */
  knownAs: string | undefined;
  /** The address lists that hold them. */
  lists: readonly string[];
}

export interface Findings {
  found: Found[];
  /** The rows that show who of them is online. */
  sightings: ObservedRow[];
  /** What they have used of their allowances. */
  uses: { userId: string; use: UsageSeen }[];
}

/** Compares these users with one reading of the router, some at a time, and has the memory keep what was found. */
export async function judgeUsers(
  ctx: Context,
  head: RouterHead,
  look: FleetLook,
  { userIds, wants }: { userIds: readonly string[]; wants: ReadonlyMap<string, string> },
): Promise<Findings> {
  const found: Found[] = [];
  const sightings = new Set<ObservedRow>();
  const uses: Findings["uses"] = [];
  for (let i = 0; i < userIds.length; i += CHUNK) {
    for (const user of await loadFleetUsers(ctx, head, userIds.slice(i, i + CHUNK))) {
      const { userId, desired } = user;
      const rows = look.rowsOf(userId, desired);
      found.push(describeUser(user, diff(desired, rows, head.router.syncPolicy)));
      for (const row of rows) if (isSightingKind(row.kind)) sightings.add(row);
      const use = usageSeen(user.state.allowanceMark, desired, rows, ctx.now());
      if (use) uses.push({ userId, use });
      look.remember(userId, { want: wants.get(userId) ?? "", seen: wasSeen(user), desired, rows });
    }
  }
  return { found, sightings: [...sightings], uses };
}

function describeUser({ userId, desired, expired, state }: FleetUser, plan: Plan): Found {
  return {
    userId,
    differs: plan.changes.length > 0,
    unexplainedRemoval: !expired && !state.urgent && plan.changes.some(isRemoval),
    owed: state.requestedSeq > state.handledSeq,
    verdict: judgePlan(plan),
    knownAs: state.conditions.find(({ type }) => type === "Synced")?.reason,
    lists: heldOn(desired),
  };
}

const wasSeen = ({ intent, state }: FleetUser) =>
  intent.presence === "present" && state.status === "in_sync" && state.observedGeneration > 0;

/** Why staff must look before anything is removed, if they must. */
export const judgeMassChange = (
  memory: FleetMemory,
  found: readonly Found[],
  ownedRows: number,
): string | undefined =>
  judgeBrake({
    ownedRows,
    expectedRows: memory.countSeen(),
    removals: found.filter(({ unexplainedRemoval }) => unexplainedRemoval).length,
  });

/** Who must be synced: out of sync, or known under another verdict than before. Of the others the memory is told. */
export function findDrifted(
  memory: FleetMemory,
  found: readonly Found[],
  {
    braked,
    empty,
    findings,
  }: { braked: boolean; empty: boolean; findings: readonly GuardFinding[] },
): string[] {
  const drifted: string[] = [];
  for (const each of found) {
    if (isNews(each, findings)) {
      const isHeld = braked && (empty || each.unexplainedRemoval);
      if (!isHeld) drifted.push(each.userId);
    } else if (!each.differs) memory.trust(each.userId);
  }
  return drifted;
}

/** Somebody who is owed a sync already needs no second request. */
function isNews(
  { owed, differs, verdict, knownAs, lists }: Found,
  findings: readonly GuardFinding[],
): boolean {
  if (owed) return false;
  return differs || knownAs !== judgeOnLists(verdict, lists, findings).reason;
}
