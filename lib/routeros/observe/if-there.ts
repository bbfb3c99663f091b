import { isRouterError } from "../errors";

/**
 * Undefined where the router has no such menu: then there is nothing in it. What it hides from this user is no proof of
 * that, so a refusal is thrown on.
 */
export async function ifThere<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (isRouterError(error, "no_such_command")) return undefined;
    throw error;
  }
}
