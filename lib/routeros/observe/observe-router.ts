import type { ResourceKind } from "../../sync/resource";
import { RouterError } from "../errors";
import type { ObservedRow, ObserveOptions, ObserveRouterInput, RouterPort, Row } from "../port";
import { tables } from "../tables";
import { toObservedRow } from "./to-observed-row";

/** Busy routers stall for seconds; a table of ten thousand rows takes one. */
const BULK_DEADLINE_MS = 90_000;
/** Somebody may add a row between the print and the count; not three times in a row. */
const ATTEMPTS = 3;

/**
 * Everything that plans speak about, one print per table. A print is believed only if it ends without trap and
 * `count-only` gives as many rows. Throws RouterError; `protocol` if a table never adds up.
 */
export async function observeRouter(
  router: RouterPort,
  input: ObserveRouterInput,
  options: ObserveOptions = {},
): Promise<ObservedRow[]> {
  const now = options.now ?? (() => new Date());
  const read = async (kind: ResourceKind) => {
    const readAt = now();
    const rows = await printTable(router, kind);
    return rows.map((row) => toObservedRow(kind, row, input.tag, readAt));
  };
  const kinds: ResourceKind[] = ["secret", "profile", "pool", "session"];
  const rows = await Promise.all(kinds.map(read));
  return rows.flat();
}

async function printTable(router: RouterPort, kind: ResourceKind): Promise<Row[]> {
  const { path, proplist } = tables[kind];
  const bulk = { deadlineMs: BULK_DEADLINE_MS };
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const rows = await router.print(path, { proplist, ...bulk });
    // Sessions come and go all the time, and a missing one only waits for the next look.
    if (kind === "session") return rows;
    if ((await router.count(path, [], bulk)) === rows.length) return rows;
  }
  throw new RouterError("protocol", `${path} prints another number of rows than it counts.`);
}
