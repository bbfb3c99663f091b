import type { ObservedRow, ObserveOptions, RouterPort } from "../port";
import { tables } from "../tables";
import { toObservedRow } from "./to-observed-row";

/** Live PPP sessions: of one name, or all of them. One print. Throws RouterError. */
export async function observeSessions(
  router: RouterPort,
  input: { username?: string } = {},
  options: ObserveOptions = {},
): Promise<ObservedRow[]> {
  const readAt = (options.now ?? (() => new Date()))();
  const { path, proplist } = tables.session;
  const query = input.username === undefined ? {} : { query: [`name=${input.username}`] };
  const rows = await router.print(path, { proplist, ...query });
  return rows.map((row) => toObservedRow("session", row, "", readAt));
}
