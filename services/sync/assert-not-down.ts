import type { Context } from "@/lib/context";
import { AppError } from "@/lib/errors";
import { formatInstant } from "@/lib/time";
import type { RouterHead } from "./load-targets";
import { openUntil } from "./router-health";

/**
 * For whoever is waited for: while a router's breaker is open it is left to the poll. When it is due, or the router has just
 * been set up, anybody may try. Throws unavailable.
 */
export function assertNotDown(
  ctx: Context,
  { router: { name }, state }: { router: RouterHead["router"]; state: RouterHead["routerState"] },
): void {
  if (!openUntil(state, ctx.now())) return;
  const { reachabilitySince, lastError } = state;
  const since = reachabilitySince ? ` since ${formatInstant(reachabilitySince)}` : "";
  const words = [`${name} is down${since}.`, lastError, "It is tried again by itself."];
  throw new AppError("unavailable", words.filter((one) => one).join(" "));
}
