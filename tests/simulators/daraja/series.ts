import type { ActiveFault, Context } from "./context";
import { deliver, type Letter } from "./deliver";
import { findFault } from "./faults";

/** Sends letters one after another, each as often as F5 and F6 ask for. */
export async function sendSeries(
  ctx: Context,
  faults: readonly ActiveFault[],
  letters: readonly Letter[],
  gapMs: number,
): Promise<void> {
  for (const [index, letter] of letters.entries()) {
    if (index > 0) await ctx.tasks.sleep(gapMs);
    await sendCopies(ctx, faults, letter);
  }
}

async function sendCopies(
  ctx: Context,
  faults: readonly ActiveFault[],
  letter: Letter,
): Promise<void> {
  const parallel = findFault(faults, "F6")?.times ?? 1;
  const { times, gapMs } = findFault(faults, "F5") ?? { times: 1, gapMs: 0 };
  for (let n = 0; n < times; n += 1) {
    if (n > 0) await ctx.tasks.sleep(gapMs);
    await Promise.all(Array.from({ length: parallel }, () => deliver(ctx, letter)));
  }
}
