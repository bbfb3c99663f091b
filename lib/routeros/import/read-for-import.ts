import type { ResourceKind } from "../../sync/resource";
import { printTable } from "../observe/read-tables";
import { toObservedRow } from "../observe/to-observed-row";
import type { ObservedRow, PrintOptions, RouterPort } from "../port";
import { optional } from "../probe/optional";
import { LASTING } from "../query";
import { tables } from "../tables";

/** Everything on a router that says who its customers are. Holds their passwords: for immediate use only. */
export interface ImportReading {
  rows: ObservedRow[];
  /** Logins are there and the router shows no password of any: the API user lacks `sensitive`. */
  passwordsHidden: boolean;
}

const KINDS = [
  "secret",
  "profile",
  "pool",
  "session",
  "queue",
  "arp",
  "lease",
  "hotspot-user",
  "hotspot-profile",
] as const satisfies readonly ResourceKind[];

/** What profiles may do beside what ours do: named to staff, since it ends with a profile of ours. */
export const PROFILE_EXTRAS = [
  "dns-server",
  "session-timeout",
  "on-up",
  "on-down",
  "parent-queue",
  "queue-type",
  "bridge",
  "interface-list",
  "incoming-filter",
  "outgoing-filter",
] as const;

/** Tables that are full of rows which come and go. */
const CHANGING = new Set<ResourceKind>(["queue", "arp", "lease"]);
const LOGINS = new Set<ResourceKind>(["secret", "hotspot-user"]);

/**
 * Reads a router that others have run so far, one print per table, counted against `count-only`; passwords included.
 * Menus that it lacks are empty. Throws RouterError.
 */
export async function readForImport(
  router: RouterPort,
  options: { now?: () => Date } = {},
): Promise<ImportReading> {
  const now = options.now ?? (() => new Date());
  const rows = (await Promise.all(KINDS.map((kind) => readTable(router, kind, now())))).flat();
  const logins = rows.filter((row) => LOGINS.has(row.kind) && !row.isDefault && !row.dynamic);
  const passwordsHidden =
    logins.length > 0 && logins.every((row) => row.fields.password === undefined);
  return { rows, passwordsHidden };
}

async function readTable(router: RouterPort, kind: (typeof KINDS)[number], readAt: Date) {
  const { path, proplist } = tables[kind];
  const wider = kind === "profile" ? [...new Set([...proplist, ...PROFILE_EXTRAS])] : proplist;
  const query = CHANGING.has(kind) ? [...LASTING] : [];
  const print = (options: PrintOptions) => router.print(path, options);
  const printed = await optional(printTable(router, kind, query, print, { path, proplist: wider }));
  return (printed ?? []).map((row) => {
    const { password } = row;
    const observed = toObservedRow(kind, row, "", readAt);
    if (password === undefined || !LOGINS.has(kind)) return observed;
    return { ...observed, fields: { ...observed.fields, password } };
  });
}
