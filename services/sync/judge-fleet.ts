import type { Context } from "@/lib/context";
import {
  diff,
  type FleetLook,
  type FleetMemory,
  type GuardFinding,
  heldOn,
  isRemoval,
  isSighting,
  isUndecided,
  type Judgement,
  judgeBrake,
  judgeOnLists,
  judgePlan,
  type ObservedRow,
  type Plan,
  type Policy,
  type UsageSeen,
  usageSeen,
} from "@/lib/sync";
import { type FleetUser, loadFleetUsers } from "./load-fleet";
import type { RouterHead } from "./load-targets";
import { Pace } from "./pace";

/** So many are compiled at once, passwords and all. */
const CHUNK = 500;
const NOTHING: Plan = { changes: [], skipped: [] };

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
  knownAs: string | null;
  /** The address lists that hold them. */
  lists: readonly string[];
}

export interface Findings {
  found: Found[];
  /** Who of them came online, went, or got another address, and the rows that show it. */
  flips: { userIds: string[]; rows: ObservedRow[] };
  /** What they have used of their allowances. */
  uses: { userId: string; use: UsageSeen }[];
}

/** Compares these users with one reading of the router, some at a time, and has the memory keep what was found. */
export async function judgeUsers(
  ctx: Context,
  head: RouterHead,
  look: FleetLook,
  { userIds, wants, againAt }: Asked,
): Promise<Findings> {
  const findings: Findings = { found: [], flips: { userIds: [], rows: [] }, uses: [] };
  const pace = new Pace();
  for await (const users of loadAhead(ctx, head, userIds)) {
    for (const user of users) {
      const { userId, desired } = user;
      const { rows, plan } = compareUser(user, look, head.router.syncPolicy);
      const againMs = againAt(findings.found.length);
      findings.found.push(describeUser(user, plan));
      noteFlip(user, look, findings.flips);
      const use = usageSeen(user.state.allowanceMark, desired, rows, ctx.now());
      if (use) findings.uses.push({ userId, use });
      const want = wants.get(userId) ?? "";
      look.remember(userId, { want, seen: wasSeen(user), desired, rows, againMs });
      if (pace.isDue) await pace.pause();
    }
  }
  return findings;
}

/** Nobody's rows are read of whom it can be told without. */
function compareUser({ userId, desired }: FleetUser, look: FleetLook, policy: Policy) {
  if (look.isPlainlyRight(userId, desired)) return { rows: [], plan: NOTHING };
  const rows = look.rowsOf(userId, desired);
  return { rows, plan: diff(desired, rows, policy) };
}

interface Asked {
  userIds: readonly string[];
  wants: ReadonlyMap<string, string>;
  /** When (ms) the n-th of them is to be looked at again whatever has changed. */
  againAt: (n: number) => number;
}

/** Some users at a time; while these are looked at, Postgres is at the next. */
async function* loadAhead(ctx: Context, head: RouterHead, userIds: readonly string[]) {
  const load = (from: number) => {
    const chunk = userIds.slice(from, from + CHUNK);
    const loading = chunk.length === 0 ? undefined : loadFleetUsers(ctx, head, chunk);
    // Who gives up before its turn must not be reported as unhandled.
    loading?.catch(() => undefined);
    return loading;
  };
  let next = load(0);
  for (let from = CHUNK; next; from += CHUNK) {
    const users = await next;
    next = load(from);
    yield users;
  }
}

/** Most are known to be online, and are, from the same address. */
const isStillOnline = ({ intent, state, desired }: FleetUser, look: FleetLook): boolean =>
  intent.presence === "present" &&
  state.online === true &&
  state.sessionAddress !== null &&
  look.isSeenAt(desired, state.sessionAddress);

/** As `recordSessions` would write it. */
function noteFlip(user: FleetUser, look: FleetLook, flips: Findings["flips"]): void {
  if (isStillOnline(user, look)) return;
  const { userId, intent, state, desired } = user;
  const row = look.sightingOf(desired);
  const isStatic = intent.serviceType === "static";
  const seen = intent.presence === "present" ? row : undefined;
  const up = seen && !isUndecided(seen) && isSighting(seen);
  const online = isStatic && (!seen || isUndecided(seen)) ? null : up === true;
  const address = up ? (seen?.fields.address ?? (isStatic ? seen?.name : null) ?? null) : null;
  if (online === state.online && address === state.sessionAddress) return;
  flips.userIds.push(userId);
  if (row) flips.rows.push(row);
}

function describeUser({ userId, desired, noLoss, state }: FleetUser, plan: Plan): Found {
  return {
    userId,
    differs: plan.changes.length > 0,
    unexplainedRemoval: !noLoss && !state.urgent && plan.changes.some(isRemoval),
    owed: state.owed,
    verdict: judgePlan(plan),
    knownAs: state.knownAs,
    lists: heldOn(desired),
  };
}

const wasSeen = ({ intent, state }: FleetUser) => intent.presence === "present" && state.settled;

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
