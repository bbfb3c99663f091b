import { type Context, type TxContext, withTransaction } from "@/lib/context";
import { enqueueEvent } from "@/services/outbox";
import type { Converged } from "./converge";
import type { Member } from "./converge-batch";
import { describePass, type PassDescription } from "./describe-pass";
import { insertRuns, type RunMeta } from "./insert-run";
import type { Lease } from "./lease";
import { releaseLeases } from "./lease-batch";
import { describeFailure, type Failure } from "./record-failure";
import { outcomeOf, runOf } from "./record-pass";
import { stampVerified, withOpenRestorations } from "./stamp-restorations";
import { wakeAwaited, wakeElsewhere } from "./wake-elsewhere";

type Ended = Member & { pass: Converged };
export type Deferral = Member & { failure: Failure };

/**
 * Writes what a batch found and ends its leases: one transaction, a few statements, however many users. Returns those
 * who were asked for again meanwhile.
 */
export async function recordBatch(
  ctx: Context,
  ended: readonly Ended[],
  meta: RunMeta,
): Promise<{ synced: number; askedAgain: Lease[] }> {
  if (ended.length === 0) return { synced: 0, askedAgain: [] };
  const found = ended.map((each) => ({
    ...each,
    found: describePass(ctx, each.lease, each.target, each.pass),
  }));
  const synced = found.filter((each) => each.found.verdict.status === "in_sync");
  const askedAgain = await withTransaction(ctx, async (tx) => {
    const news = found.filter((each) => each.found.news);
    await insertRuns(
      tx,
      meta,
      news.map(({ target, pass, found: what }) => ({
        of: target,
        run: runOf(what, outcomeOf(target, pass, what)),
      })),
    );
    await verified(tx, synced);
    const releases = found.map(({ lease, found: { update, handled } }) => ({
      lease,
      update,
      handled,
    }));
    return (await releaseLeases(tx, releases)).askedAgain;
  });
  return { synced: synced.length, askedAgain };
}

/** Few of a crowd have paid just now; the devices of the others are seen by the next poll. */
async function verified(ctx: TxContext, synced: readonly (Ended & { found: PassDescription })[]) {
  const [first] = synced;
  if (!first) return;
  const on = synced.filter(({ target }) => target.intent.access === "on");
  const { routerId } = first.target;
  const open = await withOpenRestorations(
    ctx,
    routerId,
    on.map(({ target }) => target.userId),
  );
  for (const { target, pass, found } of on.filter((each) => open.has(each.target.userId))) {
    const { userId, generation } = target;
    const { appliedAt, verifiedAt } = pass;
    const restored = await stampVerified(ctx, target, { generation, appliedAt, verifiedAt });
    if (restored > 0 && !found.session)
      await enqueueEvent(ctx, "network/session.expected", { userId, routerId });
  }
  for (const { target } of synced) await wakeElsewhere(ctx, target);
}

/** Puts these users off for the same reason each, and ends their leases. */
export async function recordDeferrals(
  ctx: Context,
  deferrals: readonly Deferral[],
  meta: RunMeta,
): Promise<void> {
  if (deferrals.length === 0) return;
  await withTransaction(ctx, async (tx) => {
    const news = deferrals.filter(
      ({ lease, failure }) => lease.state.lastErrorCode !== failure.code,
    );
    await insertRuns(
      tx,
      meta,
      news.map(({ target, failure: { code, message } }) => ({
        of: target,
        run: { outcome: "deferred", error: { code, message } },
      })),
    );
    for (const { target, failure } of news) await wakeAwaited(tx, target, failure);
    await releaseLeases(
      tx,
      deferrals.map(({ lease, target, failure }) => ({
        lease,
        update: describeFailure(ctx, lease.state, target, failure),
        handled: false,
      })),
    );
  });
}
