import { authorise, type Context } from "@/lib/context";
import { markSweep, quoteAhead, quoteRenewal } from "@/services/billing";
import { isPaused } from "@/services/installation";
import { loadSettings } from "@/services/settings";
import { type Due, findDue } from "./find-due";
import { prompt } from "./prompt";
import { remind, skip } from "./remind";
import { isQuiet, type Step, stepsOf } from "./steps";

/** A minute's worth: who is left is due again, so that a month's end does not flood the gateway. */
const PER_SWEEP = 300;

/**
 * Sweep: reminders before, at and after the end of paid time or a bill's term, and the M-Pesa prompt at expiry, each
 * once per user and end. A payment moves the end and so stops what was due. Returns how many went out. Errors:
 * forbidden.
 */
export async function sweepDunning(ctx: Context): Promise<number> {
  authorise(ctx, { job: true });
  const resumedAt = await markSweep(ctx, "dunning");
  if (await isPaused(ctx)) return 0;
  const steps = stepsOf(await loadSettings(ctx, "dunning"));
  let left = PER_SWEEP;
  let sent = 0;
  for (const step of steps.filter((each) => !isQuiet(each, ctx.now()))) {
    const due = left > 0 ? await findDue(ctx, step, left) : [];
    left -= due.length;
    for (const each of due) if (await take(ctx, each, step, resumedAt)) sent++;
  }
  return sent;
}

/** One user's trouble holds up nobody else; they are due again at the next sweep. */
async function take(ctx: Context, due: Due, step: Step, resumedAt: Date): Promise<boolean> {
  try {
    const quote = await quoteRenewal(ctx, { userId: due.userId, periods: 1 });
    const ahead = step.kind === "prompt" ? undefined : await quoteAhead(ctx, due);
    // The wallet pays, unless it is left to the customer to say so.
    const waits = ahead?.renewsItself === false;
    if (!waits && (ahead ?? quote).toPayCents === 0)
      return await skip(ctx, due, step, "skipped: nothing to pay");
    return step.kind === "prompt"
      ? await prompt(ctx, due, step, resumedAt)
      : await remind(ctx, due, step, { quote, ahead });
  } catch (error) {
    ctx.log.error({ err: error, userId: due.userId, step: step.name }, "a dunning step failed");
    return false;
  }
}
