import { isRouterError, type RouterAddress, RouterError, withRouter } from "@/lib/routeros";

/** Busy routers stall for seconds; who is silent for longer does not work. */
export const PULSE = { everyMs: 5_000, silentMs: 20_000 };

/**
 * Has a router answer: signing in is an answer; on a connection that stood before it is asked for its name, on the lane
 * that overtakes. Throws RouterError: `timeout` if the way there, signing in and the answer together take longer.
 */
export async function greetRouter(address: RouterAddress, deadlineMs: number): Promise<void> {
  const signal = AbortSignal.timeout(deadlineMs);
  const askedAt = Date.now();
  try {
    await withRouter(address, { lane: "interactive", signal }, async (port) => {
      if (port.info.connectedAt.getTime() < askedAt)
        await port.print("/system/identity", { proplist: ["name"] });
    });
  } catch (error) {
    if (isRouterError(error, "aborted") && signal.aborted)
      throw new RouterError("timeout", `The router does not answer within ${deadlineMs / 1000} s.`);
    throw error;
  }
}

/**
 * Does the work while the router shows that it is alive: bulk prints may take long, and a router that hangs in the midst
 * of one must not be waited for as long. Throws what the work throws, or RouterError `timeout`.
 */
export async function whileAlive<T>(
  address: RouterAddress,
  work: (signal: AbortSignal) => Promise<T>,
  { deadlineMs, everyMs, silentMs }: { deadlineMs: number } & typeof PULSE,
): Promise<T> {
  const dead = new AbortController();
  const signal = AbortSignal.any([dead.signal, AbortSignal.timeout(deadlineMs)]);
  let stop: () => void = () => undefined;
  const stopped = new Promise<"stopped">((resolve) => {
    stop = () => resolve("stopped");
  });
  const watch = async (): Promise<never> => {
    while ((await Promise.race([stopped, pause(everyMs)])) !== "stopped")
      await greetRouter(address, silentMs);
    return new Promise(() => undefined);
  };
  try {
    return await Promise.race([work(signal), watch()]);
  } finally {
    stop();
    dead.abort();
  }
}

const pause = (ms: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, ms).unref();
  });
