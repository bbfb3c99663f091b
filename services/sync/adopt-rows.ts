import { z } from "zod";
import { authorise, type Context, withTransaction } from "@/lib/context";
import { AppError, conflict, notFound } from "@/lib/errors";
import { uuid } from "@/lib/id";
import {
  adoptRow,
  applyChange,
  isRouterError,
  observeUser,
  type RouterPort,
  withRouter,
} from "@/lib/routeros";
import {
  afterTakeOver,
  type Change,
  type Desired,
  diff,
  kinds,
  type ObservedRow,
  profileOf,
  takeOver,
} from "@/lib/sync";
import { recordAudit } from "@/services/audit";
import { assertNotDown } from "./assert-not-down";
import { compileTarget } from "./compile-target";
import { loadTarget, type Target } from "./load-target";
import { requestSync } from "./request-sync";
import { routerAddress } from "./router-address";
import { routerFailed } from "./router-health";
import { readFromSameMachine } from "./same-machine";
import { toSyncError } from "./sync-error";
import { takePassword } from "./take-password";

const Input = z.object({ userId: uuid(), routerId: uuid() });
const DEADLINE_MS = 15_000;

/**
 * Takes over the rows that stand in a user's way on a router, because a person says that they are this user's: writes
 * the mark, and with it what a running session does not feel, then asks for the sync that makes the rest right. A login
 * keeps its password, which becomes ours; a user who gets the speed that they had stays online. Errors: forbidden, not_found,
 * conflict (router only observed, nothing to take over, or the row changed), unavailable.
 */
export async function adoptRows(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<{ adopted: number }> {
  authorise(ctx, { staff: "users.write" });
  const { userId, routerId } = Input.parse(input);
  const target = await loadTarget(ctx, { userId, routerId });
  if (!target) throw notFound("user");
  if (target.router.syncPolicy === "observe_only")
    throw conflict("This router is only observed. Press “Start managing” on its page first.");
  assertNotDown(ctx, { router: target.router, state: target.routerState });
  const { adopted, passwordTaken } = await markRows(ctx, target);
  if (adopted.length === 0)
    throw conflict("Nothing on the router can be taken over: what is in the way has an owner.");
  await withTransaction(ctx, async (tx) => {
    await recordAudit(tx, {
      action: "users.adopt",
      entity: { kind: "user", id: userId },
      data: {
        routerId,
        rows: adopted.map(({ kind, name, before }) => ({ kind, name, before })),
        passwordTaken,
      },
    });
    await requestSync(tx, { userId });
  });
  return { adopted: adopted.length };
}

async function markRows(ctx: Context, target: Target) {
  const options = { lane: "interactive", signal: AbortSignal.timeout(DEADLINE_MS) } as const;
  try {
    return await withRouter(routerAddress(target.router), options, async (port) => {
      const desired = compileTarget(target, null, null);
      const rows = await readFromSameMachine(ctx, port, target.router, () =>
        lookAround(ctx, port, desired),
      );
      const adopted = takeOver(desired, rows);
      const passwordTaken = await takePassword(ctx, port, target, desired, adopted);
      await makeShared(port, desired, rows, adopted);
      for (const change of adopted) await adoptRow(port, change);
      return { adopted, passwordTaken };
    });
  } catch (error) {
    if (isRouterError(error, "conflict")) throw conflict(error.message);
    const trouble = toSyncError(error);
    if (trouble.router) await routerFailed(ctx, target.routerId, trouble);
    throw new AppError("unavailable", trouble.message, { cause: error });
  }
}

/** What stands in the user's way, and the profiles that it refers to: they say which speed a session runs at. */
async function lookAround(ctx: Context, port: RouterPort, desired: Desired) {
  const { tag, comment, resources, session } = desired;
  const look = { tag, comments: [comment], session };
  const rows = await observeUser(port, { ...look, resources }, { now: ctx.now });
  const profiles = rows.flatMap(({ kind, fields: { profile: name } }) => {
    const of = profileOf(kind);
    return of && name ? [{ kind: of, name, ensure: "dormant" as const }] : [];
  });
  if (profiles.length === 0) return rows;
  return [...rows, ...(await observeUser(port, { ...look, resources: profiles }, ctx))];
}

/** The profile, and its pool, that a login is about to be moved to. */
async function makeShared(
  port: RouterPort,
  desired: Desired,
  rows: readonly ObservedRow[],
  changes: readonly Change[],
) {
  if (!changes.some(({ after }) => after.profile !== undefined)) return;
  const { changes: rest } = diff(desired, afterTakeOver(rows, changes), "no_deletes");
  for (const change of rest)
    if (change.verb === "create" && kinds[change.kind].scope === "shared")
      await applyChange(port, change, { tag: desired.sharedTag, resolveSecret: () => "" });
}
