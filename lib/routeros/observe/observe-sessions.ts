import type { Intent } from "../../sync/intent";
import { serviceKinds } from "../../sync/session-kinds";
import type { ObservedRow, ObserveOptions, RouterPort } from "../port";
import { keyQuery } from "../query";
import { tables } from "../tables";
import { ifThere } from "./if-there";
import { toObservedRow } from "./to-observed-row";

/**
 * The rows that show who is online, by service type: live PPP and hotspot sessions, and what netwatch says of static
 * addresses, up or not. Of one name, or of everybody; one print each. Throws RouterError.
 */
export async function observeSessions(
  router: RouterPort,
  input: { services?: readonly Intent["serviceType"][]; name?: string } = {},
  options: ObserveOptions = {},
): Promise<ObservedRow[]> {
  const readAt = (options.now ?? (() => new Date()))();
  const read = async (service: Intent["serviceType"]) => {
    const { sighting: kind } = serviceKinds[service];
    const { path, proplist, optional: mayLack } = tables[kind];
    const query = input.name === undefined ? {} : { query: keyQuery(kind, input.name) };
    const printing = router.print(path, { proplist, ...query });
    const rows = (await (mayLack ? ifThere(printing) : printing)) ?? [];
    return rows.map((row) => toObservedRow(kind, row, "", readAt));
  };
  const found = await Promise.all((input.services ?? ["pppoe"]).map(read));
  return found.flat();
}
