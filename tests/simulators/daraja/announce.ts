import { c2bBody, stkBody } from "./callback-bodies";
import type { ActiveFault, AttemptRecord, Context } from "./context";
import type { Letter } from "./deliver";
import { findFault } from "./faults";
import { earlierEntry, forge } from "./forge";
import { hold } from "./hold";
import { sendSeries } from "./series";
import { takeBackLater } from "./take-back";
import type { ForgedKindName, StatementEntry } from "./types";

/**
 * Tells the product how an attempt ended: the STK callback and, for money with C2B URLs registered,
 * the C2B confirmation after it, or in the order, number and time that the attempt's faults ask for.
 */
export async function announce(
  ctx: Context,
  attempt: AttemptRecord,
  entry: StatementEntry | null,
): Promise<void> {
  await ctx.tasks.sleep(ctx.options.callbackDelayMs);
  const forged = findFault(attempt.faults, "F14");
  if (forged?.when === "before") await sendForgeries(ctx, attempt, forged.kinds);
  const plan = planPost(attempt.faults, stkLetter(attempt, entry), c2bLetter(ctx, attempt, entry));
  // With F3 nothing is sent either way: releasing then only lets pull know.
  if (plan.held.length > 0 || findFault(attempt.faults, "F11")) {
    hold(ctx, attempt.checkoutRequestId, plan.holdMs, () => {
      attempt.hiddenFromPull = false;
      return sendSeries(ctx, attempt.faults, plan.held, plan.gapMs);
    });
  }
  await sendSeries(ctx, attempt.faults, plan.now, plan.gapMs);
  if (forged?.when === "after") await sendForgeries(ctx, attempt, forged.kinds);
  const reversed = findFault(attempt.faults, "F17");
  if (reversed && entry) takeBackLater(ctx, entry, reversed.delayMs);
}

interface PostPlan {
  now: Letter[];
  held: Letter[];
  /** Undefined: until released. */
  holdMs: number | undefined;
  gapMs: number;
}

/** Which letters leave now, which are held back. Pure. */
function planPost(faults: ActiveFault[], stk: Letter, c2b: Letter | null): PostPlan {
  const echo = c2b ? [c2b] : [];
  const late = findFault(faults, "F4");
  const c2bFirst = findFault(faults, "F7");
  const plan = { now: [], held: [], holdMs: undefined, gapMs: c2bFirst?.gapMs ?? 0 };
  const both = c2bFirst ? [...echo, stk] : [stk, ...echo];
  if (findFault(faults, "F3")) return plan;
  if (findFault(faults, "F11")) return { ...plan, held: both };
  if (findFault(faults, "F8")) return { ...plan, now: echo };
  if (late?.hold === "stk") return { ...plan, now: echo, held: [stk], holdMs: late.delayMs };
  if (late) return { ...plan, held: both, holdMs: late.delayMs };
  return { ...plan, now: both };
}

function stkLetter(attempt: AttemptRecord, entry: StatementEntry | null): Letter {
  return {
    kind: "stk",
    url: attempt.callbackUrl,
    body: stkBody(attempt, entry),
    checkoutRequestId: attempt.checkoutRequestId,
    receipt: entry?.receipt,
  };
}

function c2bLetter(
  ctx: Context,
  attempt: AttemptRecord,
  entry: StatementEntry | null,
): Letter | null {
  if (!ctx.c2b || !entry) return null;
  return {
    kind: "c2b_confirmation",
    url: ctx.c2b.confirmationUrl,
    body: c2bBody(ctx, entry, { style: findFault(attempt.faults, "F13")?.msisdn }),
    checkoutRequestId: attempt.checkoutRequestId,
    receipt: entry.receipt,
  };
}

async function sendForgeries(
  ctx: Context,
  attempt: AttemptRecord,
  kinds: ForgedKindName[],
): Promise<void> {
  for (const kind of kinds) {
    if (kind === "reused_receipt" && !earlierEntry(ctx, attempt)) continue;
    await forge(ctx, { kind, checkoutRequestId: attempt.checkoutRequestId });
  }
}
