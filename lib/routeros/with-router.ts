import { ConnectionRegistry } from "./connection/registry";
import type { Lane, RouterAddress, RouterPort } from "./port";

// On globalThis: hot reload and separate bundles must share one connection per router.
const holder = globalThis as typeof globalThis & { ispRouters?: ConnectionRegistry };

function registry(): ConnectionRegistry {
  holder.ispRouters ??= new ConnectionRegistry();
  return holder.ispRouters;
}

/**
 * Lends this process's one connection to the router for the length of `work`. It is opened when needed, replaced when it
 * broke or the address changed, and closed after 30 s without use. The signal ends every command of this work; abort at
 * least 2 s before a lease ends, so that nothing sent can still arrive afterwards. Throws RouterError.
 */
export function withRouter<T>(
  address: RouterAddress,
  options: { lane: Lane; signal?: AbortSignal },
  work: (router: RouterPort) => Promise<T>,
): Promise<T> {
  return registry().use(address, options, work);
}

/** Closes the connection to a router that was removed or is to be reached anew; its running commands fail. */
export const dropRouter = (routerId: string): Promise<void> => registry().drop(routerId);

/** For the end of the process, and of tests. */
export const closeAllRouters = (): Promise<void> => registry().dropAll();
