import type { Intent } from "../../sync/intent";
import { serviceKinds } from "../../sync/session-kinds";
import type { UnreadTable } from "../../sync/unread-row";
import type { ObserveOptions, RouterPort } from "../port";
import { tables } from "../tables";
import { ifThere } from "./if-there";
import { Unread } from "./unread";

/** A session counts them on; that it is another one, its id says. */
const TICKING = ["uptime", "bytes-in", "bytes-out"];

/** What `observeSessions` reads of everybody, with each row left unread until somebody asks. Throws RouterError. */
export async function scanSessions(
  router: RouterPort,
  services: readonly Intent["serviceType"][],
  options: ObserveOptions = {},
): Promise<UnreadTable[]> {
  const readAt = (options.now ?? (() => new Date()))();
  return Promise.all(
    services.map(async (service) => {
      const { sighting: kind } = serviceKinds[service];
      const { path, proplist, optional: mayLack } = tables[kind];
      const scanning = router.scan(path, { proplist });
      const rows = (await (mayLack ? ifThere(scanning) : scanning)) ?? [];
      const table = { kind, tag: "", readAt, ticking: TICKING };
      return { kind, rows: rows.map((row) => new Unread(row, table)) };
    }),
  );
}
