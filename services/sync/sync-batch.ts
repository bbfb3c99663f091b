import { setMaxListeners } from "node:events";
import { eq } from "drizzle-orm";
import type { Context } from "@/lib/context";
import { schema } from "@/lib/db";
import { withRouter } from "@/lib/routeros";
import { type BatchPass, convergeBatch, type Member } from "./converge-batch";
import type { RunMeta } from "./insert-run";
import { type Lease, WORK_MS } from "./lease";
import { abandonLeases, takeLeases } from "./lease-batch";
import { loadTargets, type RouterHead } from "./load-targets";
import { type Deferral, recordBatch, recordDeferrals } from "./record-batch";
import { routerTrouble } from "./record-failure";
import { routerAddress } from "./router-address";
import { routerAnswered } from "./router-health";
import { stampEvents } from "./stamp-restorations";
import { stayingTarget } from "./stay";
import type { SyncError } from "./sync-error";
import { tryTwice } from "./try-twice";
import { WAIT_MS, waitOf } from "./wait-of";

// Asking for rows by name costs a router a look at every row for each name: from this share on, all are printed.
const WHOLE_FROM_SHARE = 1 / 8;
const { desiredStates } = schema;

export interface BatchEnd {
  synced: number;
  /** Who was asked for again meanwhile: perhaps they have just paid. */
  askedAgain: string[];
  /** Who needs a pass of their own: refused, or not kept. */
  odd: string[];
  /** The router as a whole is in trouble: going on would be in vain. */
  routerTrouble: boolean;
}

const NOTHING: BatchEnd = { synced: 0, askedAgain: [], odd: [], routerTrouble: false };
const userIdsOf = (leases: readonly Lease[]) => leases.map((lease) => lease.userId);

/** Makes a router agree about these users together, as far as their leases can be had. Never throws for what it does. */
export async function syncBatch(
  ctx: Context,
  head: RouterHead,
  userIds: readonly string[],
): Promise<BatchEnd> {
  const meta = { cause: "batch", startedAt: ctx.now() };
  const leases = await takeLeases(ctx, head.routerId, userIds);
  if (leases.length === 0) return NOTHING;
  try {
    return await work(ctx, head, leases, meta);
  } catch (error) {
    await abandonLeases(ctx, leases);
    throw error;
  }
}

async function work(
  ctx: Context,
  head: RouterHead,
  leases: readonly Lease[],
  meta: RunMeta,
): Promise<BatchEnd> {
  const members = await loadMembers(ctx, head, leases, meta);
  const { ready, staying } = await putOffWaiting(ctx, members, meta);
  // Of a router that nobody has asked nothing is known.
  const end = ready.length === 0 ? NOTHING : await serve(ctx, head, ready, meta);
  return { ...end, odd: [...end.odd, ...staying] };
}

async function serve(
  ctx: Context,
  head: RouterHead,
  members: readonly Member[],
  meta: RunMeta,
): Promise<BatchEnd> {
  const result = await reach(ctx, head, members);
  if ("error" in result) return recordTrouble(ctx, head, members, result.error, meta);
  await routerAnswered(ctx, head.routerState);
  const { ended, odd } = result.pass;
  const { synced, askedAgain } = await recordBatch(ctx, ended, meta);
  const left = odd.map(({ lease }) => lease);
  await abandonLeases(ctx, left);
  return { ...NOTHING, synced, askedAgain: userIdsOf(askedAgain), odd: userIdsOf(left) };
}

async function loadMembers(
  ctx: Context,
  head: RouterHead,
  leases: readonly Lease[],
  { startedAt }: RunMeta,
): Promise<Member[]> {
  const userIds = userIdsOf(leases);
  const [targets] = await Promise.all([
    loadTargets(ctx, head, userIds),
    stampEvents(ctx, head.routerId, userIds, startedAt),
  ]);
  return leases.flatMap((lease) => {
    const target = targets.get(lease.userId);
    return target ? [{ lease, target }] : [];
  });
}

/** Trouble with the router puts all off together; what is about somebody's row is found out one by one. */
async function recordTrouble(
  ctx: Context,
  head: RouterHead,
  members: readonly Member[],
  error: SyncError,
  meta: RunMeta,
): Promise<BatchEnd> {
  const leases = members.map(({ lease }) => lease);
  if (!error.router) {
    await abandonLeases(ctx, leases);
    return { ...NOTHING, odd: userIdsOf(leases) };
  }
  const trouble = await routerTrouble(ctx, head.routerId, error);
  const failure = { ...trouble, status: "pending" as const };
  await recordDeferrals(
    ctx,
    members.map((member) => ({ ...member, failure })),
    meta,
  );
  return { ...NOTHING, routerTrouble: true };
}

/** Whose turn it is not, in a move, is put off; who of them has other access by now needs a pass of their own. */
async function putOffWaiting(ctx: Context, members: readonly Member[], meta: RunMeta) {
  const retryAt = new Date(ctx.now().getTime() + WAIT_MS);
  const ready: Member[] = [];
  const staying: Lease[] = [];
  const deferrals: Deferral[] = [];
  for (const member of members) {
    const { target, lease } = member;
    const wait = waitOf(target);
    if (!wait) ready.push(member);
    else if (stayingTarget(target, lease.state)) staying.push(lease);
    else deferrals.push({ ...member, failure: { ...wait, status: "pending", retryAt } });
  }
  await recordDeferrals(ctx, deferrals, meta);
  await abandonLeases(ctx, staying);
  return { ready, staying: userIdsOf(staying) };
}

/** One round for all of them. */
async function reach(
  ctx: Context,
  head: RouterHead,
  members: readonly Member[],
): Promise<{ pass: BatchPass } | { error: SyncError }> {
  const known = await ctx.db.$count(desiredStates, eq(desiredStates.routerId, head.routerId));
  const whole = members.length >= known * WHOLE_FROM_SHARE;
  const signal = AbortSignal.timeout(WORK_MS);
  // Every command that waits its turn listens.
  setMaxListeners(0, signal);
  return tryTwice(signal, () =>
    withRouter(routerAddress(head.router), { lane: "bulk", signal }, (port) =>
      convergeBatch(ctx, port, head, members, { whole }),
    ),
  );
}
