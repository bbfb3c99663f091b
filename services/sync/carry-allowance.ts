import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { isRouterError, observeUser, withRouter } from "@/lib/routeros";
import { type Usage, usedSince } from "@/lib/sync";
import { compileTarget } from "./compile-target";
import { isKey } from "./lease";
import { loadTarget, type Target } from "./load-target";
import type { SyncKey, SyncStateRow } from "./outcome";
import { routerAddress } from "./router-address";
import { openUntil } from "./router-health";

/** The customer waits: a router that does not answer by then is judged by what is stored of it. */
const DEADLINE_MS = 5_000;
const { syncStates } = schema;

/** Whether an allowance begins on this router that was begun on another one, where it has been used. */
export const mustCarry = ({ intent, elsewhere }: Target, state: SyncStateRow): boolean =>
  intent.presence === "present" &&
  intent.serviceType === "hotspot" &&
  intent.session.allowance !== undefined &&
  intent.session.allowance !== state.allowanceMark?.epoch &&
  elsewhere.some(({ presence, settled }) => presence === "absent" && !settled);

/**
 * The target of a user who moves here in the middle of an allowance, with what was used of it on the router that they
 * leave: as that router counts, or as was last seen of it if it does not answer. It keeps the user until we are ready.
 */
export async function carryAllowance(
  ctx: Context,
  target: Target,
  state: SyncStateRow,
): Promise<Target> {
  if (!mustCarry(target, state)) return target;
  const left = target.elsewhere.filter(({ presence }) => presence === "absent");
  const used = await Promise.all(
    left.map(({ routerId }) => usedOn(ctx, target, { userId: target.userId, routerId })),
  );
  const carried = used.reduce(
    (sum, one) => ({ bytes: sum.bytes + one.bytes, seconds: sum.seconds + one.seconds }),
    NOTHING,
  );
  return { ...target, carried };
}

const NOTHING: Usage = { bytes: 0, seconds: 0 };

async function usedOn(ctx: Context, { intent }: Target, key: SyncKey): Promise<Usage> {
  const { allowance, dataCapBytes = 0, uptimeLimitSeconds = 0 } = intent.session;
  const [state] = await handle(ctx).select().from(syncStates).where(isKey(key));
  const mark = state?.allowanceMark;
  if (!mark || mark.epoch !== allowance) return NOTHING;
  const counted = await readUsed(ctx, key, state, mark);
  if (counted) return counted;
  return state.usedUp ? { bytes: dataCapBytes, seconds: uptimeLimitSeconds } : NOTHING;
}

async function readUsed(
  ctx: Context,
  key: SyncKey,
  { written }: SyncStateRow,
  mark: Parameters<typeof usedSince>[0],
): Promise<Usage | undefined> {
  const old = await loadTarget(ctx, key);
  if (!old || openUntil(old.routerState, ctx.now())) return undefined;
  const desired = compileTarget({ ...old, passwordEncrypted: null }, written, null);
  const { tag, comment, resources, session } = desired;
  const look = { tag, comments: [comment, written?.comment ?? ""], resources, session };
  const options = { lane: "interactive", signal: AbortSignal.timeout(DEADLINE_MS) } as const;
  try {
    const rows = await withRouter(routerAddress(old.router), options, (port) =>
      observeUser(port, look, { now: ctx.now }),
    );
    return rows.some(({ kind }) => kind === "hotspot-user")
      ? usedSince(mark, desired, rows)
      : undefined;
  } catch (error) {
    if (!isRouterError(error)) throw error;
    ctx.log.info({ routerId: key.routerId, code: error.code }, "use elsewhere is not known");
    return undefined;
  }
}
