import { faultPoint } from "@/lib/context";
import {
  type ApplyOptions,
  applyChange,
  isRouterError,
  observeUser,
  type RouterError,
  type RouterPort,
} from "@/lib/routeros";
import {
  type AllowanceMark,
  asYoungAsProven,
  type Change,
  cutAddressesOf,
  type Desired,
  diff,
  isEffective,
  LiveRows,
  needsSessionBound,
  type ObservedRow,
  type Plan,
  settleAllowance,
  type UsageSeen,
  usageSeen,
  type Written,
} from "@/lib/sync";
import { boundOf } from "./bound-of";
import { compileTarget, passwordOf, toLookAt } from "./compile-target";
import type { Target } from "./load-target";
import { isRouterTrouble } from "./sync-error";

// Each round acts on what the last one read back; more than ever needed, so that a mistake cannot spin.
const MAX_ROUNDS = 3;

export interface ConvergeOptions {
  now: () => Date;
  /** Reads beside the question whether this is the machine that we know; throws if not. Nothing is written before. */
  fromSameMachine: <T>(read: () => Promise<T>) => Promise<T>;
  written: Written | null;
  /** From a pass that did not finish: sessions older than this run on old settings. */
  sessionNotBefore: Date | null;
  braked: boolean;
  /** Stores, before the first effective write, how late it may take effect at most. */
  storeSessionNotBefore: () => Promise<void>;
  /** Somebody waits for it: only what can matter is read. */
  urgent: boolean;
  /** Where the user was last seen online. */
  lastAddress: string | null;
  /** Where the counters stood when the allowance began, if it was seen. */
  allowanceMark: AllowanceMark | null;
  /** Stores it, before the first write of limits that stand on it. */
  storeAllowanceMark: (mark: AllowanceMark) => Promise<void>;
  /** Stores what was used, before the row that counts it goes. */
  storeUsageSeen: (use: UsageSeen) => Promise<void>;
}

interface Look {
  /** Everything that is still to do, by the policy. */
  left: Plan;
  desired: Desired;
  /** What the limits stand on. */
  allowanceMark: AllowanceMark | null;
  observed: ObservedRow[];
  verifiedAt: Date;
}

export interface Converged extends Look {
  /** Everything that was carried out. */
  applied: Change[];
  appliedAt: Date | null;
}

interface Pass extends ConvergeOptions {
  port: RouterPort;
  target: Target;
  applied: Change[];
  appliedAt: Date | null;
  /** Sessions must have begun after this. */
  bound: Date | null;
  /** When the settings in force were set, if by this pass, and what was live then. */
  setAt: Date | null;
  liveThen: LiveRows;
  bounded: boolean;
  /** By address, the connections that this pass was to end; null while it is not known which they were. */
  ended: Map<string, readonly string[] | null>;
  /** The last command that the router refused; whether it took effect is seen by looking. */
  trouble?: { change: Change; error: RouterError };
}

/**
 * Check, diff, act, check again, on one connection: never acts on an observation of another step. A refused command is
 * no proof that nothing happened, so the router is read again before that counts. Throws RouterError.
 */
export async function converge(
  port: RouterPort,
  target: Target,
  options: ConvergeOptions,
): Promise<Converged> {
  const bound = boundOf(options.sessionNotBefore, options.now());
  const pass: Pass = {
    ...options,
    port,
    target,
    applied: [],
    appliedAt: null,
    bound,
    setAt: null,
    liveThen: new LiveRows(),
    bounded: false,
    ended: new Map(),
  };
  for (let round = 0; ; round++) {
    const look = await lookAt(pass);
    judgeTrouble(pass, look.left);
    if (look.left.changes.length === 0 || round === MAX_ROUNDS) {
      if (pass.trouble) throw pass.trouble.error;
      return { ...look, applied: pass.applied, appliedAt: pass.appliedAt };
    }
    await act(pass, look);
  }
}

async function lookAt(pass: Pass): Promise<Look> {
  const { port, target, now, lastAddress } = pass;
  const desired = compileTarget(target, pass.written, pass.bound, pass.allowanceMark, lastAddress);
  const comments = [desired.comment, pass.written?.comment ?? ""];
  const { tag, session } = desired;
  const resources = pass.urgent ? toLookAt(desired, pass.written) : desired.resources;
  const cutAddresses = addressesToLookAt(pass, desired);
  const input = { tag, comments, resources, session, cutAddresses };
  const rows = await pass.fromSameMachine(() => observeUser(port, input, { now }));
  const observed = rows
    .filter((row) => isFromBefore(pass, row))
    .map((row) => asYoungAsProven(row, pass.setAt, pass.liveThen));
  const left = diff(desired, observed, target.router.syncPolicy, { braked: pass.braked });
  const { mark } = settleAllowance(desired, observed);
  return { left, desired, allowanceMark: mark, observed, verifiedAt: now() };
}

/** Where a pass that died may have left something open, and where this one has ended something. */
const addressesToLookAt = ({ ended, bounded }: Pass, desired: Desired): string[] => [
  ...(bounded ? [] : cutAddressesOf(desired)).filter((address) => !ended.has(address)),
  ...[...ended].filter(([, ids]) => ids?.length !== 0).map(([address]) => address),
];

/** Connections begin again at once, be it to the pay page: only those that were there to be ended are left over. */
const isFromBefore = ({ ended }: Pass, { kind, name, rowId }: ObservedRow): boolean =>
  kind !== "connection" || (ended.get(name)?.includes(rowId) ?? true);

/** Carries out a plan up to the first refusal. Kicks stand last: nobody is kicked before the rest is set. */
async function act(pass: Pass, look: Look) {
  const { left, desired, observed } = look;
  const { target } = pass;
  if (!pass.bounded && needsSessionBound(desired, observed, left.changes)) {
    await pass.storeSessionNotBefore();
    pass.bounded = true;
  }
  await keepMark(pass, look);
  await keepUse(pass, look);
  const password = passwordOf(target);
  const options = { tag: desired.tag, resolveSecret: () => password ?? "" };
  const kicks = left.changes.filter(({ verb }) => verb === "kick");
  const rest = left.changes.filter(({ verb }) => verb !== "kick");
  for (const { kind, name } of kicks) if (kind === "connection") pass.ended.set(name, null);
  const done = await carryOut(pass, rest, options);
  if (rest.some(isEffective)) inForce(pass);
  if (done) await carryOut(pass, kicks, options);
  pass.appliedAt = pass.now();
}

/** False at the first refusal, after which nothing more is sent. */
async function carryOut(
  pass: Pass,
  changes: readonly Change[],
  options: ApplyOptions,
): Promise<boolean> {
  for (const change of changes) {
    if (change.verb === "kick") faultPoint("sync.before-kick");
    try {
      const { found } = await applyChange(pass.port, change, options);
      if (found && change.kind === "connection") pass.ended.set(change.name, found);
      else if (found) pass.liveThen.add(change.kind, [change.name], found);
      succeeded(pass, change);
    } catch (error) {
      // Without a connection there is no reading again: the caller starts over on a new one.
      if (!isRouterError(error) || pass.port.closed || isRouterTrouble(error.code)) throw error;
      pass.trouble = { change, error };
      return false;
    }
  }
  return true;
}

/** From here on sessions begin with the new settings: those that are kicked for nothing else are not kicked again. */
function inForce(pass: Pass) {
  pass.setAt = pass.now();
  pass.liveThen = new LiveRows();
  if (pass.bounded) pass.bound = pass.setAt;
}

/** A pass that dies after its write must not count what was used in between as not used. */
async function keepMark(pass: Pass, { left, allowanceMark }: Look) {
  if (!allowanceMark || allowanceMark === pass.allowanceMark) return;
  if (!left.changes.some(({ kind }) => kind === "hotspot-user")) return;
  await pass.storeAllowanceMark(allowanceMark);
  pass.allowanceMark = allowanceMark;
}

/** Whoever moves takes what they have used along: the row that goes is the last to know it. */
async function keepUse(pass: Pass, { left, desired, observed, verifiedAt }: Look) {
  if (!left.changes.some(({ kind, verb }) => kind === "hotspot-user" && verb === "delete")) return;
  const use = usageSeen(pass.allowanceMark, desired, observed, verifiedAt);
  if (use) await pass.storeUsageSeen(use);
}

function succeeded(pass: Pass, change: Change) {
  pass.applied.push(change);
  if (!("password" in change.after)) return;
  const credentialVersion = pass.target.intent.credential?.version ?? null;
  pass.written = { comment: "", ...pass.written, credentialVersion };
}

/** What the router refused and is no longer to do was done after all. */
function judgeTrouble(pass: Pass, left: Plan) {
  const { trouble } = pass;
  if (!trouble) return;
  const { verb, kind, name } = trouble.change;
  const still = left.changes.some((c) => c.verb === verb && c.kind === kind && c.name === name);
  if (still) return;
  pass.applied.push(trouble.change);
  pass.trouble = undefined;
}
