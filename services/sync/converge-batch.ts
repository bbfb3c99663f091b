import { type Context, faultPoint } from "@/lib/context";
import {
  applyChanges,
  observeConnections,
  observeRouter,
  observeUsers,
  type RouterPort,
} from "@/lib/routeros";
import {
  type AllowanceMark,
  asYoungAsProven,
  type Change,
  cutAddressesOf,
  type Desired,
  diff,
  LiveRows,
  needsSessionBound,
  type ObservedRow,
  type Plan,
  rowsByUser,
  settleAllowance,
  sharedTagOf,
  type Written,
} from "@/lib/sync";
import { boundOf } from "./bound-of";
import { mustCarry } from "./carry-allowance";
import { compileTarget, passwordOf } from "./compile-target";
import type { Converged } from "./converge";
import type { Lease } from "./lease";
import { type BeforeWrite, storeBeforeWrites } from "./lease-batch";
import { readingOf } from "./load-fleet";
import type { Target } from "./load-target";
import type { RouterHead } from "./load-targets";
import { readFromSameMachine } from "./same-machine";
import { mustSettle, settledMark } from "./settle-move";
import { isRouterTrouble } from "./sync-error";
import { UnreadableSecret } from "./unseal";

export interface Member {
  lease: Lease;
  target: Target;
}

export interface BatchPass {
  /** Who is as the policy wants them, read back. */
  ended: (Member & { pass: Converged })[];
  /** Who needs a pass of their own: something was refused, or not kept. */
  odd: Member[];
}

interface Work {
  member: Member;
  written: Written | null;
  bound: Date | null;
  /** Where the counters stood when the allowance began, if it was seen. */
  allowanceMark: AllowanceMark | null;
  applied: Change[];
  appliedAt: Date | null;
  /** When everything was set, and what was live then. */
  setAt: Date | null;
  liveThen: LiveRows;
}

interface Look extends Work {
  desired: Desired;
  observed: ObservedRow[];
  left: Plan;
  verifiedAt: Date;
  /** What the limits stand on. */
  mark: AllowanceMark | null;
}

/**
 * One round of check, diff, act and check again for many users of a router, on one connection: the tables are read for
 * all of them together, and equal changes leave together. Whatever does not go by the book is left to a pass of the
 * user's own. `whole`: reading whole tables is cheaper than asking for these users' rows. Throws OtherMachine, RouterError.
 */
export async function convergeBatch(
  ctx: Context,
  port: RouterPort,
  head: RouterHead,
  members: readonly Member[],
  { whole }: { whole: boolean },
): Promise<BatchPass> {
  const reader = { ctx, port, head, whole };
  const began = members.map((member) => beginWork(ctx, member));
  const { looks: first, unreadable } = await look(reader, began);
  const rest = first.filter(({ left }) => left.changes.length > 0);
  const acting = await prepare(ctx, rest);
  if (acting.length > 0) await act(ctx, port, acting);
  const refused = acting.filter((work) => work.refused);
  const { looks: second } = await look(
    reader,
    acting.filter((work) => !work.refused),
  );
  const kept = (each: Look) => each.left.changes.length === 0;
  return {
    ended: [...first.filter(kept), ...second.filter(kept)].map(toEnded),
    odd: [...refused, ...second.filter((each) => !kept(each)), ...unreadable].map(
      ({ member }) => member,
    ),
  };
}

const NOTHING_SET = { setAt: null, liveThen: new LiveRows() };

function beginWork(ctx: Context, member: Member): Work {
  const { written, sessionNotBefore: stored } = member.lease.state;
  const allowanceMark = settledMark(member.target, member.lease.state);
  const bound = boundOf(stored, ctx.now());
  return { member, written, bound, allowanceMark, applied: [], appliedAt: null, ...NOTHING_SET };
}

async function look(
  { ctx, port, head, whole }: { ctx: Context; port: RouterPort; head: RouterHead; whole: boolean },
  works: readonly Work[],
): Promise<{ looks: Look[]; unreadable: Work[] }> {
  const compiled = works.map((work) => ({ work, desired: compiledOrNot(work) }));
  const readable = compiled.flatMap(({ work, desired }) => (desired ? [{ work, desired }] : []));
  const unreadable = compiled.flatMap(({ work, desired }) => (desired ? [] : [work]));
  if (readable.length === 0) return { looks: [], unreadable };
  const tag = sharedTagOf(head.installationId);
  const users = readable.map(({ work }) => work.member.target);
  const inputs = readable.map(({ work, desired }) => lookInput(work, desired));
  const [rows, open] = await readFromSameMachine(ctx, port, head.router, () =>
    Promise.all([
      whole
        ? observeRouter(port, { tag, ...readingOf({ router: head.router, users }) }, ctx)
        : observeUsers(port, inputs, { tag, now: ctx.now }),
      openConnections(port, readable),
    ]),
  );
  const verifiedAt = ctx.now();
  const rowsOf = rowsByUser([...rows, ...open]);
  const braked = head.routerState.brakeReason !== null;
  const looks = readable.map(({ work, desired }) => {
    const observed = rowsOf(desired)
      .filter((row) => isFromBefore(work, row))
      .map((row) => asYoungAsProven(row, work.setAt, work.liveThen));
    const left = diff(desired, observed, head.router.syncPolicy, { braked });
    const { mark } = settleAllowance(desired, observed);
    return { ...work, desired, observed, left, verifiedAt, mark };
  });
  return { looks, unreadable };
}

/** What is open where a pass that died, or this one, has ended connections. */
function openConnections(
  port: RouterPort,
  looked: readonly { work: Work; desired: Desired }[],
): Promise<ObservedRow[]> {
  const addresses = looked.flatMap(({ work, desired }) => {
    const here = work.applied.filter(({ kind }) => kind === "connection");
    return work.appliedAt ? here.map(({ name }) => name) : cutAddressesOf(desired);
  });
  return observeConnections(port, addresses);
}

/** Connections begin again at once, be it to the pay page: only those that were there to be ended are left over. */
const isFromBefore = ({ liveThen }: Work, row: ObservedRow): boolean =>
  row.kind !== "connection" || !liveThen.provesYoung(row);

function lookInput({ written }: Work, { tag, comment, resources, session }: Desired) {
  return { tag, comments: [comment, written?.comment ?? ""], resources, session };
}

/** A password that cannot be read is that user's trouble, and is said in a pass of their own. */
function compiledOrNot({
  member,
  written,
  bound,
  allowanceMark,
  appliedAt,
}: Work): Desired | undefined {
  const { sessionAddress } = member.lease.state;
  const { target, lease } = member;
  const moves = mustCarry(target, lease.state) || mustSettle(target, lease.state);
  if (appliedAt === null && moves) return undefined;
  try {
    const desired = compileTarget(member.target, written, bound, allowanceMark, sessionAddress);
    return appliedAt === null && mustAskForHolder(desired) ? undefined : desired;
  } catch (error) {
    if (error instanceof UnreadableSecret) return undefined;
    throw error;
  }
}

/** After a cut that died: who has the address of a login by now is asked one by one. */
const mustAskForHolder = (desired: Desired): boolean =>
  desired.session.service !== "static" && cutAddressesOf(desired).length > 0;

/** Stores what must be known before the first write; whose lease was lost is left out. */
async function prepare(ctx: Context, looks: readonly Look[]): Promise<Acting[]> {
  const writes = looks.map((each) => ({ each, write: beforeWrite(each) }));
  const needing = writes.filter(({ write }) => write.bounded || write.allowanceMark);
  const held = await storeBeforeWrites(
    ctx,
    needing.map(({ write }) => write),
  );
  const lost = new Set(needing.map(({ write }) => write.lease).filter((lease) => !held.has(lease)));
  return writes
    .filter(({ write }) => !lost.has(write.lease))
    .map(({ each, write: { bounded, allowanceMark = each.allowanceMark } }) => ({
      ...each,
      bounded,
      allowanceMark,
      refused: false,
    }));
}

function beforeWrite({ member, desired, observed, left, mark, allowanceMark }: Look): BeforeWrite {
  const limits = left.changes.some(({ kind }) => kind === "hotspot-user");
  return {
    lease: member.lease,
    bounded: needsSessionBound(desired, observed, left.changes),
    ...(mark && mark !== allowanceMark && limits && { allowanceMark: mark }),
  };
}

type Acting = Look & { bounded: boolean; refused: boolean };

async function act(ctx: Context, port: RouterPort, acting: Acting[]): Promise<void> {
  const assigned = acting.flatMap((owner) =>
    owner.left.changes.map((change) => ({ owner, change })),
  );
  let setAt: Date | undefined;
  const results = await applyChanges(port, assigned, {
    of: ({ desired, member }) => ({
      tag: desired.tag,
      resolveSecret: () => passwordOf(member.target) ?? "",
    }),
    isRouterTrouble: ({ code }) => isRouterTrouble(code),
    beforeKicks: () => {
      setAt ??= ctx.now();
      faultPoint("sync.before-kick");
    },
  });
  const appliedAt = ctx.now();
  for (const work of acting) {
    const { applied = [], refused } = results.of.get(work) ?? {};
    work.applied = applied;
    work.appliedAt = appliedAt;
    work.refused = refused !== undefined;
    work.setAt = setAt ?? appliedAt;
    work.liveThen = results.liveThen;
    if (work.bounded) work.bound = work.setAt;
    if (!applied.some(({ after }) => "password" in after)) continue;
    const credentialVersion = work.member.target.intent.credential?.version ?? null;
    work.written = { comment: "", ...work.written, credentialVersion };
  }
}

function toEnded({ member, mark: allowanceMark, ...look }: Look) {
  const { applied, appliedAt, left, desired, observed, verifiedAt } = look;
  const pass = { applied, appliedAt, left, desired, observed, verifiedAt, allowanceMark };
  return { ...member, pass };
}
