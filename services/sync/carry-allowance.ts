import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { isRouterError, observeUser, withRouter } from "@/lib/routeros";
import { type AllowanceMark, type Intent, type Usage, usedSince, type Written } from "@/lib/sync";
import { formatInstant } from "@/lib/time";
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
 * leave: as that router counts, or as was last seen of it if it does not answer. It keeps the user until we are ready;
 * what they use there until then is counted when they leave it (`settledMark`). What is not known for certain is noted
 * for staff.
 */
export async function carryAllowance(
  ctx: Context,
  target: Target,
  state: SyncStateRow,
): Promise<Target> {
  if (!mustCarry(target, state)) return target;
  const left = target.elsewhere.filter(({ presence }) => presence === "absent");
  const uses = await Promise.all(
    left.map(async ({ routerId }) => {
      return { routerId, ...(await usedOn(ctx, target, { userId: target.userId, routerId })) };
    }),
  );
  const carried = Object.fromEntries(uses.map(({ routerId, used }) => [routerId, used]));
  const notes = uses.flatMap(({ note }) => note ?? []);
  return { ...target, carried, ...(notes.length > 0 && { notes }) };
}

const NOTHING: Usage = { bytes: 0, seconds: 0 };

interface Used {
  used: Usage;
  note?: string;
}

async function usedOn(ctx: Context, { intent }: Target, key: SyncKey): Promise<Used> {
  const { allowance } = intent.session;
  const [state] = await handle(ctx).select().from(syncStates).where(isKey(key));
  const mark = state?.allowanceMark;
  if (!mark || mark.epoch !== allowance) return { used: NOTHING };
  const old = await loadTarget(ctx, key);
  const counted = old && (await readUsed(ctx, old, state.written, mark));
  return counted ? { used: counted } : usedAsSeen(intent, state, old?.router.name ?? "a router");
}

/** Whoever cannot be asked is believed as they were last seen. */
function usedAsSeen({ session }: Intent, { usedUp, usageSeen }: SyncStateRow, name: string): Used {
  const { allowance, dataCapBytes = 0, uptimeLimitSeconds = 0 } = session;
  const missing = `What was used on ${name} of what was bought could not be asked there`;
  if (usedUp)
    return {
      used: { bytes: dataCapBytes, seconds: uptimeLimitSeconds },
      note: `${missing}: all of it, as was last seen.`,
    };
  if (!usageSeen || usageSeen.epoch !== allowance)
    return {
      used: NOTHING,
      note: `${missing}, and was never seen: it counts as nothing, and the whole allowance begins anew here.`,
    };
  return {
    used: usageSeen.used,
    note: `${missing}: it counts as was last seen, on ${formatInstant(new Date(usageSeen.at))}.`,
  };
}

async function readUsed(
  ctx: Context,
  old: Target,
  written: Written | null,
  mark: AllowanceMark,
): Promise<Usage | undefined> {
  if (openUntil(old.routerState, ctx.now())) return undefined;
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
    ctx.log.info({ routerId: old.routerId, code: error.code }, "use elsewhere is not known");
    return undefined;
  }
}
