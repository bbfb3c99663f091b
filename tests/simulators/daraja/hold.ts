import { type AttemptRecord, type Context, changed } from "./context";

/** Keeps work back until delayMs have passed or release is called, whichever comes first; runs it once. */
export function hold(
  ctx: Context,
  attempt: AttemptRecord,
  delayMs: number | undefined,
  work: () => Promise<void>,
): void {
  const { tasks } = ctx;
  let cancelTimer = () => {};
  const go = () => {
    cancelTimer();
    attempt.held = attempt.held.filter((one) => one !== go);
    tasks.run(work);
  };
  attempt.held.push(go);
  if (delayMs !== undefined) cancelTimer = tasks.later(delayMs, go);
  changed(ctx);
}

/** Lets go of what is held for one attempt, or for all. Returns how many attempts had something. */
export function release(ctx: Context, checkoutRequestId?: string): number {
  const waiting = [...ctx.attempts.values()].filter(
    (attempt) =>
      attempt.held.length > 0 &&
      (checkoutRequestId === undefined || attempt.checkoutRequestId === checkoutRequestId),
  );
  for (const attempt of waiting) for (const go of [...attempt.held]) go();
  return waiting.length;
}
