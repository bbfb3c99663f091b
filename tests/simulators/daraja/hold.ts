import { type Context, changed } from "./context";

/** Something held back; `key` is the CheckoutRequestID, ConversationID or receipt that it concerns. */
export interface Held {
  key: string;
  go: () => void;
}

/** Keeps work back until delayMs have passed or release is called, whichever comes first; runs it once. */
export function hold(
  ctx: Context,
  key: string,
  delayMs: number | undefined,
  work: () => Promise<void>,
): void {
  const { tasks } = ctx;
  let cancelTimer = () => {};
  const one: Held = {
    key,
    go() {
      cancelTimer();
      if (ctx.held.delete(one)) tasks.run(work);
    },
  };
  ctx.held.add(one);
  if (delayMs !== undefined) cancelTimer = tasks.later(delayMs, one.go);
  changed(ctx);
}

/** Lets go of what is held for one key, or for all. Returns how many keys had something. */
export function release(ctx: Context, key?: string): number {
  const waiting = [...ctx.held].filter((one) => key === undefined || one.key === key);
  for (const one of waiting) one.go();
  return new Set(waiting.map((one) => one.key)).size;
}
