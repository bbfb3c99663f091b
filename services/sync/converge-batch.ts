import { type Context, faultPoint } from "@/lib/context";
import { applyChanges, observeRouter, observeUsers, type RouterPort } from "@/lib/routeros";
import {
  type Change,
  type Desired,
  diff,
  needsSessionBound,
  type ObservedRow,
  type Plan,
  rowsByUser,
  sharedTagOf,
  type Written,
} from "@/lib/sync";
import { compileTarget, passwordOf } from "./compile-target";
import type { Converged } from "./converge";
import type { Lease } from "./lease";
import { storeSessionBounds } from "./lease-batch";
import { readingOf } from "./load-fleet";
import type { Target } from "./load-target";
import type { RouterHead } from "./load-targets";
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
  applied: Change[];
  appliedAt: Date | null;
  /** Live rows that were there when everything was set; undefined when nothing was ended. */
  seenAtKick?: ReadonlySet<string>;
}

interface Look extends Work {
  desired: Desired;
  observed: ObservedRow[];
  left: Plan;
  verifiedAt: Date;
}

/**
 * One round of check, diff, act and check again for many users of a router, on one connection: the tables are read for
 * all of them together, and equal changes leave together. Whatever does not go by the book is left to a pass of the
 * user's own. `whole`: reading whole tables is cheaper than asking for these users' rows. Throws RouterError.
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
  const acting = await bound(ctx, rest);
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

/** A bound that lies ahead is of a write that died with its pass: what can be read now is in force already. */
function beginWork(ctx: Context, member: Member): Work {
  const { written, sessionNotBefore: stored } = member.lease.state;
  const now = ctx.now();
  const bound = stored && stored > now ? now : stored;
  return { member, written, bound, applied: [], appliedAt: null };
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
  const rows = whole
    ? await observeRouter(port, { tag, ...readingOf({ router: head.router, users }) }, ctx)
    : await observeUsers(port, inputs, { tag, now: ctx.now });
  const verifiedAt = ctx.now();
  const rowsOf = rowsByUser(rows);
  const braked = head.routerState.brakeReason !== null;
  const looks = readable.map(({ work, desired }) => {
    const observed = rowsOf(desired).map((row) => asYoungAsProven(work, row));
    const left = diff(desired, observed, head.router.syncPolicy, { braked });
    return { ...work, desired, observed, left, verifiedAt };
  });
  return { looks, unreadable };
}

// Uptime is told in whole seconds: what began in the last one could have begun before.
const UPTIME_GRAIN_MS = 1_000;

/** A session that was not there when everything was set began afterwards, whatever its uptime is rounded to. */
function asYoungAsProven({ seenAtKick, appliedAt }: Work, row: ObservedRow): ObservedRow {
  if (!seenAtKick || !appliedAt || !row.startedAt) return row;
  if (seenAtKick.has(`${row.kind} ${row.rowId}`)) return row;
  const after = new Date(appliedAt.getTime() + UPTIME_GRAIN_MS);
  return row.startedAt < after ? { ...row, startedAt: after } : row;
}

function lookInput({ written }: Work, { tag, comment, resources, session }: Desired) {
  return { tag, comments: [comment, written?.comment ?? ""], resources, session };
}

/** A password that cannot be read is that user's trouble, and is said in a pass of their own. */
function compiledOrNot({ member, written, bound: notBefore }: Work): Desired | undefined {
  try {
    return compileTarget(member.target, written, notBefore);
  } catch (error) {
    if (error instanceof UnreadableSecret) return undefined;
    throw error;
  }
}

/** Stores from when a session must be younger, for those who need it; whose lease was lost is left out. */
async function bound(ctx: Context, looks: readonly Look[]) {
  const needing = looks.filter(({ desired, observed, left }) =>
    needsSessionBound(desired, observed, left.changes),
  );
  const held = await storeSessionBounds(
    ctx,
    needing.map(({ member }) => member.lease),
  );
  const needs = new Set(needing.map(({ member }) => member.lease));
  const holds = new Set(held);
  return looks
    .filter(({ member }) => !needs.has(member.lease) || holds.has(member.lease))
    .map((each) => ({ ...each, bounded: needs.has(each.member.lease), refused: false }));
}

type Acting = Look & { bounded: boolean; refused: boolean };

async function act(ctx: Context, port: RouterPort, acting: Acting[]): Promise<void> {
  const assigned = acting.flatMap((owner) =>
    owner.left.changes.map((change) => ({ owner, change })),
  );
  const results = await applyChanges(port, assigned, {
    of: ({ desired, member }) => ({
      tag: desired.tag,
      resolveSecret: () => passwordOf(member.target) ?? "",
    }),
    isRouterTrouble: ({ code }) => isRouterTrouble(code),
    beforeKicks: () => faultPoint("sync.before-kick"),
  });
  const appliedAt = ctx.now();
  for (const work of acting) {
    const { applied = [], refused } = results.of.get(work) ?? {};
    work.applied = applied;
    work.appliedAt = appliedAt;
    work.refused = refused !== undefined;
    if (work.bounded) work.bound = appliedAt;
    if (applied.some(({ verb }) => verb === "kick")) work.seenAtKick = results.seenAtKick;
    if (!applied.some(({ after }) => "password" in after)) continue;
    const credentialVersion = work.member.target.intent.credential?.version ?? null;
    work.written = { comment: "", ...work.written, credentialVersion };
  }
}

function toEnded({ member, applied, appliedAt, left, desired, observed, verifiedAt }: Look) {
  return { ...member, pass: { applied, appliedAt, left, desired, observed, verifiedAt } };
}
