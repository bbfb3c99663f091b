import type { ResourceKind } from "../../sync/resource";
import { serviceKinds } from "../../sync/session-kinds";
import { RouterError } from "../errors";
import type { ObservedRow, ObserveOptions, ObserveRouterInput, RouterPort, Row } from "../port";
import { optional } from "../probe/optional";
import { anyOf, LASTING } from "../query";
import { type Table, tables } from "../tables";
import { toObservedRow } from "./to-observed-row";

/** Busy routers stall for seconds; a table of ten thousand rows takes one. */
const BULK_DEADLINE_MS = 90_000;
/** Somebody may add a row between the print and the count; not three times in a row. */
const ATTEMPTS = 3;
/** Come and go all the time, and a missing one only waits for the next look. */
const RESTLESS = new Set<ResourceKind>([
  "session",
  "hotspot-active",
  "hotspot-cookie",
  "hotspot-host",
]);

/**
 * Everything that plans speak about, one print per table. A print is believed only if it ends without trap and
 * `count-only` gives as many rows. Menus of packages that the router lacks are empty. Throws RouterError; `protocol` if
 * a table never adds up.
 */
export async function observeRouter(
  router: RouterPort,
  input: ObserveRouterInput,
  options: ObserveOptions = {},
): Promise<ObservedRow[]> {
  const now = options.now ?? (() => new Date());
  const read = async (kind: ResourceKind) => {
    if (kind === "address-list" && !input.lists?.length) return [];
    const readAt = now();
    const printing = printTable(router, kind, queryFor(kind, input));
    const rows = (await (tables[kind].optional ? optional(printing) : printing)) ?? [];
    return rows.map((row) => toObservedRow(kind, row, input.tag, readAt));
  };
  const services = new Set(["pppoe" as const, ...(input.services ?? [])]);
  const kinds = new Set([...services].flatMap((service) => serviceKinds[service].tables));
  const rows = await Promise.all([...kinds].map(read));
  return rows.flat();
}

/** Address lists may hold a whole country, the other tables what comes and goes: only what concerns us is asked for. */
function queryFor(kind: ResourceKind, { lists = [] }: ObserveRouterInput): string[] {
  if (kind === "address-list") return anyOf(lists.map((list) => [`list=${list}`]));
  return kind === "queue" || kind === "arp" || kind === "lease" ? [...LASTING] : [];
}

/** One print of a table, believed only when `count-only` gives as many rows. Throws `protocol` if it never does. */
export async function printTable(
  router: RouterPort,
  kind: ResourceKind,
  query: string[],
  { path, proplist }: Pick<Table, "path" | "proplist"> = tables[kind],
): Promise<Row[]> {
  const bulk = { deadlineMs: BULK_DEADLINE_MS };
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const rows = await router.print(path, { proplist, query, ...bulk });
    if (RESTLESS.has(kind)) return rows;
    if ((await router.count(path, query, bulk)) === rows.length) return rows;
  }
  throw new RouterError("protocol", `${path} prints another number of rows than it counts.`);
}
