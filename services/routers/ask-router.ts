import type { Context } from "@/lib/context";
import { AppError } from "@/lib/errors";
import { isRouterError, type RouterPort, withRouter } from "@/lib/routeros";
import { isPaused } from "@/services/installation";
import { openUntil, routerAddress, toSyncError } from "@/services/sync";
import { loadRouter, type RouterRow } from "./load-router";

/**
 * Asks a router while somebody waits: on the shared connection, with one deadline for everything, and not at all while
 * its breaker is open. Errors: not_found, paused, unavailable (with what the router, or the way to it, said).
 */
export async function askRouter<T>(
  ctx: Context,
  { routerId, deadlineMs }: { routerId: string; deadlineMs: number },
  work: (port: RouterPort, router: RouterRow) => Promise<T>,
): Promise<T> {
  const { router, state } = await loadRouter(ctx, routerId);
  if (await isPaused(ctx))
    throw new AppError("paused", "Routers are not asked while this installation is paused.");
  if (openUntil(state, ctx.now())) {
    const why = state.lastError ?? "The router does not answer.";
    throw new AppError("unavailable", `${why} It is tried again by itself.`);
  }
  const signal = AbortSignal.timeout(deadlineMs);
  try {
    const options = { lane: "interactive", signal } as const;
    return await withRouter(routerAddress(router), options, (port) => work(port, router));
  } catch (error) {
    if (error instanceof AppError) throw error;
    const { message } = toSyncError(error);
    const words =
      signal.aborted || isRouterError(error, "aborted")
        ? `${router.name} did not answer within ${deadlineMs / 1000} s.`
        : message;
    throw new AppError("unavailable", words, { cause: error });
  }
}
