import type { Target } from "./load-target";

/** When to look again whose turn it is, should nobody say so before. */
export const WAIT_MS = 30_000;

const WAITS = {
  waits_for_new_router: {
    reason: "WaitsForNewRouter",
    message: "The user stays here until the new router has them.",
  },
  waits_for_old_router: {
    reason: "WaitsForOldRouter",
    message: "The address is still on the router that the user left: it goes there first.",
  },
} as const;

/**
 * Whose turn it is when a user moves. A login is on the new router before the old one forgets it, so that the device
 * can dial in all the time. An address must never be on two routers, so there the old one goes first, unless nothing
 * can be done there: nobody stays offline for the sake of a dead router.
 */
export function waitOf({ intent, elsewhere }: Pick<Target, "intent" | "elsewhere">) {
  const owed = elsewhere.filter((other) => !other.settled && other.presence !== intent.presence);
  if (intent.serviceType === "static")
    return intent.presence === "present" && owed.some((other) => !other.stuck)
      ? { code: "waits_for_old_router", ...WAITS.waits_for_old_router }
      : undefined;
  return intent.presence === "absent" && owed.length > 0
    ? { code: "waits_for_new_router", ...WAITS.waits_for_new_router }
    : undefined;
}
