import { z } from "zod";
import { authorise, type Context } from "@/lib/context";
import { uuid } from "@/lib/id";
import { withRouter } from "@/lib/routeros";
import { isPaused } from "@/services/installation";
import { carryAllowance } from "./carry-allowance";
import { type Converged, converge } from "./converge";
import { endRound, type PassRecord } from "./end-round";
import {
  type Lease,
  LeaseLost,
  storeAllowanceMark,
  storeSessionNotBefore,
  storeUsageSeen,
  takeLease,
  WORK_MS,
} from "./lease";
import { abandonLeases } from "./lease-batch";
import { loadTarget, type Target } from "./load-target";
import type { SyncOutcome } from "./outcome";
import { defer, recordFailure } from "./record-failure";
import { recordPass } from "./record-pass";
import { routerAddress } from "./router-address";
import { openUntil, routerAnswered } from "./router-health";
import { readFromSameMachine } from "./same-machine";
import { settledMark } from "./settle-move";
import { stampEvent } from "./stamp-restorations";
import { recordStay, stayingTarget } from "./stay";
import type { SyncError } from "./sync-error";
import { tryTwice } from "./try-twice";
import { WAIT_MS, waitOf } from "./wait-of";

const Input = z.object({
  userId: uuid(),
  routerId: uuid(),
  /** For the history: request, sweep, batch, staff. */
  cause: z.string().max(40).default("request"),
  lane: z.enum(["interactive", "bulk"]).default("interactive"),
  /** All work on the router together; never longer than the lease allows. */
  deadlineMs: z.number().int().positive().max(WORK_MS).default(WORK_MS),
});
type Options = Pick<z.output<typeof Input>, "cause" | "lane" | "deadlineMs">;
// Requests that keep coming are left to the next run after this many rounds.
const MAX_ROUNDS = 5;

/**
 * Makes a router agree about one user: check, diff, act, check again, under a lease, until no request is newer than
 * what was done. Never throws for what a router does: that is an outcome, written down for staff and tried again.
 * Errors: forbidden.
 */
export async function syncUser(ctx: Context, input: z.input<typeof Input>): Promise<SyncOutcome> {
  authorise(ctx, { staff: "sync.run", job: true });
  const { userId, routerId, ...options } = Input.parse(input);
  if (await isPaused(ctx)) return { outcome: "deferred", reason: "paused", retryAt: null };
  const taken = await takeLease(ctx, { userId, routerId });
  if ("refused" in taken) return taken.refused;
  let { lease } = taken;
  try {
    for (let round = 1; ; round++) {
      const { outcome, again } = await runOnce(ctx, lease, options);
      if (!again) return outcome;
      lease = again;
      if (round < MAX_ROUNDS) continue;
      await abandonLeases(ctx, [lease]);
      return { outcome: "busy", retryAt: ctx.now().toISOString() };
    }
  } catch (error) {
    if (error instanceof LeaseLost) return { outcome: "busy", retryAt: lease.until.toISOString() };
    await abandonLeases(ctx, [lease]);
    throw error;
  }
}

async function runOnce(ctx: Context, lease: Lease, options: Options): Promise<PassRecord> {
  const meta = { cause: options.cause, startedAt: ctx.now() };
  const target = await loadTarget(ctx, lease);
  if (!target) throw new Error(`no desired state for user ${lease.userId} on ${lease.routerId}`);
  if (target.router.status !== "active") return writeOff(ctx, lease, target);
  await stampEvent(ctx, lease, meta.startedAt);
  const obstacle = obstacleOf(ctx, target);
  const waits = obstacle?.code === "waits_for_new_router";
  const staying = waits ? stayingTarget(target, lease.state) : undefined;
  if (obstacle && !staying) return defer(ctx, lease, target, obstacle, meta);
  const aim = staying ?? (await carryAllowance(ctx, target, lease.state));
  const result = await reach(ctx, lease, aim, options);
  if ("error" in result) return recordFailure(ctx, lease, target, result.error, meta);
  await routerAnswered(ctx, target.routerState);
  return obstacle
    ? recordStay(ctx, lease, aim, result.pass, { wait: obstacle, meta })
    : recordPass(ctx, lease, aim, result.pass, meta);
}

/** Nothing is owed to a router that was removed, whatever is declared of who was on it. */
const writeOff = (ctx: Context, lease: Lease, { generation }: Target): Promise<PassRecord> =>
  endRound(
    ctx,
    lease,
    { status: "in_sync", observedGeneration: generation, nextAttemptAt: null },
    { handled: true },
    { outcome: "handled" },
  );

/** Why this is not the moment to connect at all. */
function obstacleOf(ctx: Context, target: Target) {
  const { routerState } = target;
  const retryAt = openUntil(routerState, ctx.now());
  if (retryAt) {
    const message = routerState.lastError ?? "The router cannot be reached.";
    return { code: "router_down", reason: "RouterDown", message, retryAt };
  }
  const wait = waitOf(target);
  return wait && { ...wait, retryAt: new Date(ctx.now().getTime() + WAIT_MS) };
}

/** One pass of check, diff, act and check again. */
async function reach(
  ctx: Context,
  lease: Lease,
  target: Target,
  { lane, deadlineMs }: Options,
): Promise<{ pass: Converged } | { error: SyncError }> {
  const signal = AbortSignal.timeout(deadlineMs);
  let { sessionNotBefore } = lease.state;
  let allowanceMark = settledMark(target, lease.state);
  return tryTwice(signal, () =>
    withRouter(routerAddress(target.router), { lane, signal }, (port) =>
      converge(port, target, {
        fromSameMachine: (read) => readFromSameMachine(ctx, port, target.router, read),
        now: ctx.now,
        written: lease.state.written,
        sessionNotBefore,
        allowanceMark,
        urgent: lease.state.urgent,
        lastAddress: lease.state.sessionAddress,
        braked: target.routerState.brakeReason !== null && !lease.state.urgent,
        storeSessionNotBefore: async () => {
          sessionNotBefore = lease.until;
          await storeSessionNotBefore(ctx, lease);
        },
        storeAllowanceMark: async (mark) => {
          allowanceMark = mark;
          await storeAllowanceMark(ctx, lease, mark);
        },
        storeUsageSeen: (use) => storeUsageSeen(ctx, lease, use),
      }),
    ),
  );
}
