import type { Elsewhere, Target } from "./load-target";

/** When to look again whose turn it is, should nobody say so before. */
export const WAIT_MS = 30_000;

const NEW_FIRST = { code: "waits_for_new_router", reason: "WaitsForNewRouter" } as const;
const WAITS = {
  new_router: { ...NEW_FIRST, message: "The user stays here until the new router has them." },
  new_is_observed: {
    ...NEW_FIRST,
    message:
      "The user stays here: the new router is only observed. Press “Start managing” on its page.",
  },
  old_router: {
    code: "waits_for_old_router",
    reason: "WaitsForOldRouter",
    message: "The address is still on the router that the user left: it goes there first.",
  },
} as const;

/**
 * Whose turn it is when a user moves. A login is on the new router before the old one forgets it, so that the device
 * can dial in all the time. An address must never be on two routers, so there the old one goes first, unless nothing
 * can be done there: nobody stays offline for the sake of a dead router. Nor does anybody leave for one that is only
 * observed, and would not take them.
 */
export function waitOf(target: Pick<Target, "intent" | "elsewhere" | "router">) {
  const { intent, elsewhere } = target;
  const owed = elsewhere.filter((other) => !other.settled && other.presence !== intent.presence);
  return intent.presence === "present" ? waitOfNew(target, owed) : waitOfOld(target, owed);
}

const waitOfNew = (
  { intent, router }: Pick<Target, "intent" | "router">,
  owed: readonly Elsewhere[],
) =>
  intent.serviceType === "static" &&
  router.syncPolicy !== "observe_only" &&
  owed.some((other) => !other.stuck)
    ? WAITS.old_router
    : undefined;

function waitOfOld({ intent }: Pick<Target, "intent">, owed: readonly Elsewhere[]) {
  if (owed.some(({ observed }) => observed)) return WAITS.new_is_observed;
  return intent.serviceType !== "static" && owed.length > 0 ? WAITS.new_router : undefined;
}
