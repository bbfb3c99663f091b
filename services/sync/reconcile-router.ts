import { eq } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { uuid } from "@/lib/id";
import { applyChange, isRouterError, type RouterPort, withRouter } from "@/lib/routeros";
import type { Change, FleetLook, GuardFinding } from "@/lib/sync";
import { isPaused } from "@/services/installation";
import { convergeRouter } from "./converge-router";
import {
  type KeptMemory,
  keepMemory,
  lastServices,
  lookAgainAt,
  takeMemory,
} from "./fleet-memories";
import { type Found, findDrifted, judgeMassChange, judgeUsers } from "./judge-fleet";
import { loadHead, type RouterHead } from "./load-targets";
import { noteNotCompared } from "./note-not-compared";
import { inSlices } from "./pace";
import { Places } from "./places";
import { greetRouter, PULSE, whileAlive } from "./pulse";
import { type FleetReading, readFleet } from "./read-fleet";
import { recordSessions } from "./record-sessions";
import { recordUse } from "./record-use";
import { recordUsedUp } from "./record-used-up";
import { requestDrifted } from "./request-drifted";
import { routerAddress } from "./router-address";
import { openUntil, routerAnswered, routerFailed } from "./router-health";
import { readFromSameMachine } from "./same-machine";
import { toSyncError } from "./sync-error";

const Input = z.object({
  routerId: uuid(),
  /** Within this a router must have answered once before anything is read. */
  helloMs: z.number().int().positive().default(8_000),
});
/**
 * Readings take memory and processor time, so only so many go on at once; a place is given only to a router that has just
 * answered, so hung ones cannot fill them, however many there are.
 */
const places = new Places(8);
/** Spread, so that routers which began together do not go on together. */
const EVERY_MS = { least: 8 * 60_000, spread: 4 * 60_000 };
const RETRY_MS = 60_000;
const nextInMs = () => EVERY_MS.least + Math.random() * EVERY_MS.spread;
const DEADLINE_MS = 120_000;
/** A crowd is done in seconds; a job server may be slow. */
const LETTING_THROUGH_MS = 10 * 60_000;
const { routerStates } = schema;

export type ReconcileOutcome =
  | { outcome: "skipped"; reason: string }
  | { outcome: "failed"; code: string }
  | {
      outcome: "compared";
      users: number;
      /** Those of them who may have changed since the last comparison, and were looked at. */
      looked: number;
      drifted: number;
      foreign: number;
      braked: boolean;
    };

/**
 * Compares everybody on a router with one reading of its tables and asks for those who differ; without drift it writes
 * nothing but when it looked. Who was as they should be, and of whom nothing has changed on either side since, is not
 * looked at again. Brings the router's own rules about, and removes our profiles that nothing refers to. Errors: forbidden.
 */
export async function reconcileRouter(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<ReconcileOutcome> {
  authorise(ctx, { staff: "sync.run", job: true });
  const { routerId, helloMs } = Input.parse(input);
  if (await isPaused(ctx)) return { outcome: "skipped", reason: "paused" };
  const head = await loadHead(ctx, routerId);
  if (head?.router.status !== "active") return { outcome: "skipped", reason: "no_such_router" };
  // Who comes back is seen by the poll, which asks for a comparison.
  const { routerState } = head;
  if (routerState.reachability === "down" || openUntil(routerState, ctx.now()))
    return { outcome: "skipped", reason: "router_down" };
  try {
    const address = routerAddress(head.router);
    await greetRouter(address, helloMs);
    return await places.with(() =>
      whileAlive(
        address,
        (signal) =>
          withRouter(address, { lane: "bulk", signal }, async (port) => {
            const read = () => readFleet(ctx, port, head, lastServices(routerId));
            const reading = await readFromSameMachine(ctx, port, head.router, read);
            return compare(ctx, head, port, reading);
          }),
        { deadlineMs: DEADLINE_MS, ...PULSE },
      ),
    );
  } catch (error) {
    const failure = toSyncError(error);
    const atOnce = failure.code === "timeout" || failure.code === "unreachable";
    if (failure.router) await routerFailed(ctx, routerId, failure, { atOnce });
    // Where the router itself is well, a person must do something: asking sooner than ever helps nobody.
    const theirs = !failure.router && failure.code !== "other_machine";
    if (theirs) await noteNotCompared(ctx, head, failure);
    await postpone(ctx, routerId, theirs ? nextInMs() : RETRY_MS);
    return { outcome: "failed", code: failure.code };
  }
}

async function compare(
  ctx: Context,
  head: RouterHead,
  port: RouterPort,
  { wants: { byUser: wants, services }, tables, rules }: FleetReading,
): Promise<ReconcileOutcome> {
  const { routerId, router } = head;
  const kept = takeMemory(ctx, head, port);
  const { memory } = kept;
  const { sharedTag } = memory;
  kept.services = services;
  const look = await inSlices(memory.lookInParts(tables, wants, ctx.now().getTime()));
  const againAt = lookAgainAt(ctx, look.asked.length);
  const asked = await judgeUsers(ctx, head, look, { userIds: look.asked, wants, againAt });
  const { owned, foreign } = look.countRows();
  const brakeReason = isBeingLetThrough(ctx, head)
    ? undefined
    : judgeMassChange(memory, asked.found, owned);
  const braked = Boolean(brakeReason ?? head.routerState.brakeReason);
  const own = { braked, services, rules, low: memory.moves };
  const findings = await convergeRouter(ctx, head, port, own);
  const found = [
    ...asked.found,
    ...(await judgeTrusted(ctx, head, look, { kept, wants, findings })),
  ];
  const held = { braked: brakeReason !== undefined, empty: owned === 0, findings };
  const drifted = findDrifted(memory, found, held);
  await requestDrifted(ctx, routerId, drifted);
  if (services.includes("hotspot")) await recordUsedUp(ctx, routerId, look.usedUp());
  await recordUse(ctx, routerId, asked.uses);
  const { flips } = asked;
  if (flips.userIds.length > 0) await recordSessions(ctx, routerId, { ...flips, services });
  if (!braked) await removeProfiles(ctx, port, sharedTag, look.unusedProfiles(router.syncPolicy));
  await recordLook(ctx, routerId, foreign, brakeReason);
  await routerAnswered(ctx, head.routerState);
  keepMemory(routerId, kept);
  const counts = { users: wants.size, looked: found.length, drifted: drifted.length, foreign };
  return { outcome: "compared", ...counts, braked };
}

/** Staff have just looked at the plan and let it through: what it takes is about to be done. */
const isBeingLetThrough = ({ now }: Context, { routerState }: RouterHead) =>
  now().getTime() - (routerState.planApprovedAt?.getTime() ?? 0) < LETTING_THROUGH_MS;

/** What the router lacks decides whether a row means what it says: another finding, and all are judged anew. */
async function judgeTrusted(
  ctx: Context,
  head: RouterHead,
  look: FleetLook,
  {
    kept,
    wants,
    findings,
  }: { kept: KeptMemory; wants: ReadonlyMap<string, string>; findings: readonly GuardFinding[] },
): Promise<Found[]> {
  const known = findings.map(({ reason, list }) => `${reason} ${list}`).join("\n");
  if (known === kept.findings) return [];
  kept.findings = known;
  const userIds = kept.memory.distrust();
  const againAt = lookAgainAt(ctx, userIds.length);
  return (await judgeUsers(ctx, head, look, { userIds, wants, againAt })).found;
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
      nextReconcileAt: new Date(now.getTime() + nextInMs()),
      foreignSecretCount: foreign,
      ...(brake && { brakeReason: brake, brakeSince: now }),
    })
    .where(eq(routerStates.routerId, routerId));
}

async function postpone(ctx: Context, routerId: string, byMs: number) {
  const nextReconcileAt = new Date(ctx.now().getTime() + byMs);
  await handle(ctx)
    .update(routerStates)
    .set({ nextReconcileAt })
    .where(eq(routerStates.routerId, routerId));
}
