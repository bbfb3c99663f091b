import type { Context } from "@/lib/context";
import { AppError } from "@/lib/errors";
import { isRouterError, type RouterPort, withRouter } from "@/lib/routeros";
import { isPaused } from "@/services/installation";
import {
  assertNotDown,
  routerAddress,
  routerAnswered,
  routerFailed,
  toSyncError,
} from "@/services/sync";
import { loadRouter, type RouterRow } from "./load-router";

/**
 * Asks a router while somebody waits: on the shared connection, with one deadline for everything, and not at all while
 * its breaker is open. Silence counts towards its breaker, as any other does, and an answer ends the count. Errors:
 * not_found, paused, unavailable (with what the router, or the way to it, said).
 */
export async function askRouter<T>(
  ctx: Context,
  { routerId, deadlineMs }: { routerId: string; deadlineMs: number },
  work: (port: RouterPort, router: RouterRow) => Promise<T>,
): Promise<T> {
  const { router, state } = await loadRouter(ctx, routerId);
  if (await isPaused(ctx))
    throw new AppError("paused", "Routers are not asked while this installation is paused.");
  assertNotDown(ctx, { router, state });
  const signal = AbortSignal.timeout(deadlineMs);
  try {
    const options = { lane: "interactive", signal } as const;
    const found = await withRouter(routerAddress(router), options, (port) => work(port, router));
    await routerAnswered(ctx, state);
    return found;
  } catch (error) {
    if (error instanceof AppError) throw error;
    const trouble = toSyncError(error);
    if (signal.aborted || isRouterError(error, "aborted"))
      trouble.message = `${router.name} did not answer within ${deadlineMs / 1000} s.`;
    if (trouble.router) await routerFailed(ctx, routerId, trouble);
    throw new AppError("unavailable", trouble.message, { cause: error });
  }
}
