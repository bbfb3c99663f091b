import { accessEndOf, hasAccess } from "@/lib/billing";
import type { ExplainFacts, RefusalReason } from "./facts";

/** The one reason that counts, as a code with what its sentence needs. */
export type Verdict =
  | { code: "closed"; since: Date | null }
  | { code: "paused"; since: Date }
  | { code: "suspended"; reason: string | null }
  | { code: "never_paid" }
  | { code: "expired" | "bill_unpaid"; since: Date }
  | { code: "installation_paused" | "observed_only" | "braked" | "waits_for_move" }
  | { code: "router_down"; since: Date | null; error: string | null; wasOnline: boolean }
  | { code: "stays"; on: string }
  | { code: "held_back"; message: string | null }
  | { code: "sync_failed"; condition: string; message: string | null }
  | { code: "on_its_way"; since: Date | null }
  | OnlineVerdict
  | { code: "cap_used"; since: Date }
  | { code: "refused"; reason: RefusalReason; count: number; at: Date }
  | { code: "restarted"; since: Date }
  | { code: "not_watched" | "not_seen" }
  | { code: "never_dialled"; since: Date }
  | { code: "offline"; since: Date | null; disconnectReason: string | null };

export interface OnlineVerdict {
  code: "online";
  since: Date | null;
  address: string | null;
  callerId: string | null;
  /** A second device was turned away just now. */
  turnedAwayAt: Date | null;
  /** A change is on its way meanwhile. */
  changing: boolean;
}

export type VerdictCode = Verdict["code"];
/** The verdict of this code, with what its sentence needs. */
export type VerdictOf<C extends VerdictCode, V = Verdict> = V extends { code: infer K }
  ? C extends K
    ? V
    : never
  : never;
/** Something for each verdict. */
export type ByVerdict<T> = {
  [C in VerdictCode]: (verdict: VerdictOf<C>, facts: ExplainFacts) => T;
};

/** Devices try again within minutes: what was refused before is no news of this moment. */
const TURNED_AWAY_MS = 10 * 60_000;
/** For so long after a restart devices are still coming back, and netwatch knows nothing. */
const RESTART_MS = 5 * 60_000;

type Rule = (facts: ExplainFacts) => Verdict | undefined;

/** In the order in which they count: what staff have decided, money, the router, our own work, the device. */
const RULES: readonly Rule[] = [
  decidedByStaff,
  withoutAccess,
  installation,
  stays,
  routerDown,
  online,
  notFollowing,
  onItsWay,
  capUsed,
  refused,
  restarted,
  unseen,
  neverDialled,
];

/** Why a user is online or offline: the first rule that applies. Pure. */
export function judgeAccess(facts: ExplainFacts): Verdict {
  for (const rule of RULES) {
    const verdict = rule(facts);
    if (verdict) return verdict;
  }
  const { wentOfflineAt, lastOnlineAt, disconnectReason } = facts.sighting ?? {};
  return {
    code: "offline",
    since: wentOfflineAt ?? lastOnlineAt ?? null,
    disconnectReason: disconnectReason ?? null,
  };
}

function decidedByStaff({ user }: ExplainFacts): Verdict | undefined {
  if (user.status === "closed") return { code: "closed", since: user.closedAt };
  if (user.pausedAt) return { code: "paused", since: user.pausedAt };
  if (user.status === "suspended") return { code: "suspended", reason: user.suspendedReason };
  return undefined;
}

function withoutAccess({ user, now }: ExplainFacts): Verdict | undefined {
  if (hasAccess(user, now)) return undefined;
  const since = accessEndOf(user);
  if (!since) return { code: "never_paid" };
  return { code: user.billingMode === "postpaid" ? "bill_unpaid" : "expired", since };
}

function installation({ installationPaused, sync }: ExplainFacts): Verdict | undefined {
  const waits = !isOpen(sync) && sync?.online !== true;
  return installationPaused && waits ? { code: "installation_paused" } : undefined;
}

/** Who moves is served where they were until the new router has them, whatever is wrong with that one. */
function stays({ former, sync }: ExplainFacts): Verdict | undefined {
  if (!former?.serves || isOpen(sync) || sync?.online) return undefined;
  return { code: "stays", on: former.name };
}

function routerDown({ router, sync }: ExplainFacts): Verdict | undefined {
  if (router.reachability !== "down") return undefined;
  const wasOnline = sync?.online === true;
  return { code: "router_down", since: router.since, error: router.lastError, wasOnline };
}

function online({ sync, sighting, now }: ExplainFacts): Verdict | undefined {
  if (!sync?.online) return undefined;
  const { refusedAt = null, refusalReason, callerId = null } = sighting ?? {};
  const turnedAway =
    refusalReason === "busy" && refusedAt && now.getTime() - refusedAt.getTime() < TURNED_AWAY_MS;
  return {
    code: "online",
    since: sync.onlineSince,
    address: sync.address,
    callerId,
    turnedAwayAt: turnedAway ? refusedAt : null,
    changing: !isOpen(sync),
  };
}

function notFollowing({ sync, router }: ExplainFacts): Verdict | undefined {
  if (!sync || isOpen(sync)) return undefined;
  if (sync.status === "failed")
    return {
      code: "sync_failed",
      condition: sync.errorCode ?? sync.reason ?? "unknown",
      message: sync.error,
    };
  if (router.braked) return { code: "braked" };
  if (router.observedOnly) return { code: "observed_only" };
  if (sync.status === "paused") {
    if (sync.reason === "Policy") return { code: "held_back", message: sync.message };
    return { code: "braked" };
  }
  if (sync.errorCode?.startsWith("waits_for_")) return { code: "waits_for_move" };
  return undefined;
}

function onItsWay({ sync }: ExplainFacts): Verdict | undefined {
  return isOpen(sync) ? undefined : { code: "on_its_way", since: sync?.declaredAt ?? null };
}

function capUsed({ sighting, sync }: ExplainFacts): Verdict | undefined {
  const refused = isCurrent(sighting, sync) && sighting.refusalReason === "cap";
  const at = refused ? sighting.refusedAt : sighting?.capUsedAt;
  return at && !isMoot(at, sync) ? { code: "cap_used", since: at } : undefined;
}

/** Refusals that can be true of a login which the router has, and which is open. */
const TELLING = new Set<RefusalReason>(["password", "device", "no_address", "other"]);

function refused({ sighting, sync }: ExplainFacts): Verdict | undefined {
  if (!isCurrent(sighting, sync)) return undefined;
  const { refusalReason: reason, refusedAt: at, refusalCount: count } = sighting;
  return reason && at && TELLING.has(reason) ? { code: "refused", reason, count, at } : undefined;
}

function restarted({ router, now, sync }: ExplainFacts): Verdict | undefined {
  const { rebootedAt } = router;
  if (!rebootedAt || sync?.online || now.getTime() - rebootedAt.getTime() > RESTART_MS)
    return undefined;
  return { code: "restarted", since: rebootedAt };
}

function unseen({ user, sync, router }: ExplainFacts): Verdict | undefined {
  if (sync?.online !== null) return undefined;
  if (user.serviceType === "static" && !router.pingsAddresses) return { code: "not_watched" };
  return { code: "not_seen" };
}

function neverDialled({ user, sighting }: ExplainFacts): Verdict | undefined {
  // Who was never looked after may have been online before anybody looked.
  if (user.serviceType === "static" || !sighting || sighting.lastOnlineAt) return undefined;
  return { code: "never_dialled", since: user.createdAt };
}

type Sync = ExplainFacts["sync"];
type Sighting = NonNullable<ExplainFacts["sighting"]>;

/** The router has been read back and lets the user in. */
const isOpen = (sync: Sync): boolean => sync?.status === "in_sync" && !sync.behind;

/** What was seen before the present settings were declared says nothing about them. */
const isMoot = (at: Date, sync: Sync): boolean =>
  sync?.declaredAt != null && at.getTime() < sync.declaredAt.getTime();

/** A refusal that no session, and no newer setting, has overtaken. */
function isCurrent(sighting: ExplainFacts["sighting"], sync: Sync): sighting is Sighting {
  const { refusedAt, lastOnlineAt } = sighting ?? {};
  if (!refusedAt || isMoot(refusedAt, sync)) return false;
  return !lastOnlineAt || refusedAt.getTime() >= lastOnlineAt.getTime();
}
