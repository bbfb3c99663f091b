import { eq } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import {
  applyChange,
  isRouterError,
  observeRouter,
  type RouterPort,
  withRouter,
} from "@/lib/routeros";
import { type Change, diffFleet, sharedTagOf, usersUsedUp } from "@/lib/sync";
import { isPaused } from "@/services/installation";
import { convergeRouter } from "./converge-router";
import { findDrifted, judgeMassChange } from "./judge-fleet";
import { type Fleet, loadFleet, readingOf } from "./load-fleet";
import { recordSessions } from "./record-sessions";
import { recordUsedUp } from "./record-used-up";
import { requestDrifted } from "./request-drifted";
import { routerAddress } from "./router-address";
import { openUntil, routerAnswered, routerFailed } from "./router-health";
import { toSyncError } from "./sync-error";

const Input = z.object({ routerId: z.uuid() });
const EVERY_MS = 10 * 60_000;
const RETRY_MS = 60_000;
const DEADLINE_MS = 120_000;
const { routerStates } = schema;

export type ReconcileOutcome =
  | { outcome: "skipped"; reason: string }
  | { outcome: "failed"; code: string }
  | { outcome: "compared"; users: number; drifted: number; foreign: number; braked: boolean };

/**
 * Compares everybody on a router with one reading of its tables and asks for those who differ; without drift it writes
 * nothing but when it looked. Brings the router's own rules about, and removes our profiles that nothing refers to. Errors: forbidden.
 */
export async function reconcileRouter(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<ReconcileOutcome> {
  authorise(ctx, { staff: "sync.run", job: true });
  const { routerId } = Input.parse(input);
  if (await isPaused(ctx)) return { outcome: "skipped", reason: "paused" };
  const fleet = await loadFleet(ctx, routerId);
  if (fleet?.router.status !== "active") return { outcome: "skipped", reason: "no_such_router" };
  if (openUntil(fleet.routerState, ctx.now())) return { outcome: "skipped", reason: "router_down" };
  const options = { lane: "bulk", signal: AbortSignal.timeout(DEADLINE_MS) } as const;
  try {
    return await withRouter(routerAddress(fleet.router), options, (port) =>
      compare(ctx, fleet, port),
    );
  } catch (error) {
    const failure = toSyncError(error);
    if (failure.router) await routerFailed(ctx, routerId, failure);
    await postpone(ctx, routerId);
    return { outcome: "failed", code: failure.code };
  }
}

async function compare(ctx: Context, fleet: Fleet, port: RouterPort): Promise<ReconcileOutcome> {
  const { id: routerId, syncPolicy: policy } = fleet.router;
  const sharedTag = sharedTagOf(fleet.installationId);
  const rows = await observeRouter(port, { tag: sharedTag, ...readingOf(fleet) }, { now: ctx.now });
  const members = fleet.users.map((user) => ({ key: user, desired: user.desired }));
  const found = diffFleet(members, rows, { policy, sharedTag });
  const brakeReason = judgeMassChange(fleet, found);
  const braked = Boolean(brakeReason ?? fleet.routerState.brakeReason);
  const findings = await convergeRouter(ctx, fleet, port, { braked, rows });
  const drifted = findDrifted(found, { braked: brakeReason !== undefined, findings });
  const drift = drifted.map((user) => user.userId);
  await requestDrifted(ctx, routerId, drift);
  await recordUsedUp(ctx, fleet, usersUsedUp(rows, sharedTag));
  await recordSessions(ctx, routerId, { rows, services: readingOf(fleet).services });
  if (!braked) await removeProfiles(ctx, port, sharedTag, found.unusedProfiles);
  await recordLook(ctx, routerId, found.foreignRows, brakeReason);
  await routerAnswered(ctx, fleet.routerState);
  const { foreignRows: foreign } = found;
  return { outcome: "compared", users: members.length, drifted: drift.length, foreign, braked };
}

/** Somebody may have begun to use one meanwhile: then the router keeps it, and the next look decides. */
async function removeProfiles(ctx: Context, port: RouterPort, tag: string, changes: Change[]) {
  for (const change of changes) {
    try {
      await applyChange(port, change, { tag, resolveSecret: () => "" });
    } catch (error) {
      if (!isRouterError(error, "conflict")) throw error;
      ctx.log.info({ profile: change.name }, "a profile came into use again");
    }
  }
}

async function recordLook(ctx: Context, routerId: string, foreign: number, brake?: string) {
  const now = ctx.now();
  await handle(ctx)
    .update(routerStates)
    .set({
      lastReconciledAt: now,
      nextReconcileAt: new Date(now.getTime() + EVERY_MS),
      foreignSecretCount: foreign,
      ...(brake && { brakeReason: brake, brakeSince: now }),
    })
    .where(eq(routerStates.routerId, routerId));
}

async function postpone(ctx: Context, routerId: string) {
  const nextReconcileAt = new Date(ctx.now().getTime() + RETRY_MS);
  await handle(ctx)
    .update(routerStates)
    .set({ nextReconcileAt })
    .where(eq(routerStates.routerId, routerId));
}
