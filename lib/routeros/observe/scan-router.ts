import type { ResourceKind } from "../../sync/resource";
import type { UnreadTable } from "../../sync/unread-row";
import type { ObserveOptions, ObserveRouterInput, RouterPort } from "../port";
import { readTables } from "./read-tables";
import { Unread } from "./unread";

/** Counts on while nothing happens; that a session is another one, its id says. */
const TICKING: Partial<Record<ResourceKind, readonly string[]>> = { session: ["uptime"] };

/** What `observeRouter` reads, with each row left unread until somebody asks. Throws RouterError, as that does. */
export const scanRouter = (
  router: RouterPort,
  input: ObserveRouterInput,
  options: ObserveOptions = {},
): Promise<UnreadTable[]> =>
  readTables(input, options, async ({ kind, readAt, path, print }) => {
    const rows = await print((how) => router.scan(path, how), router);
    const table = { kind, tag: input.tag, readAt, ticking: TICKING[kind] };
    return { kind, rows: rows.map((row) => new Unread(row, table)) };
  });
