import { isRouterError } from "../errors";

/** Undefined where the router has no such menu, or does not show it to this user. */
export async function optional<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    const hidden =
      isRouterError(error, "no_such_command") || isRouterError(error, "not_enough_permissions");
    if (hidden) return undefined;
    throw error;
  }
}
