import { RouterError } from "../errors";
import type { ObservedRow, RouterPort, Row } from "../port";
import { anyOf } from "../query";
import { tables } from "../tables";
import { comparesAsText, noteTextOrder, proveTextOrder } from "./address-order";

/** Each is asked for under every field: the sentence stays short. */
const ADDRESSES_PER_PRINT = 25;
const FIELDS = ["src-address", "dst-address", "reply-src-address"] as const;
/** Small boards print a thousand rows a second, and a pass has 25. */
const MOST_ROWS = 20_000;
const { path, proplist } = tables.connection;

/**
 * The open connections of these addresses, and of no other: a row of which an address is one end. The table of a busy
 * router has a hundred thousand rows, so it is asked for theirs, and read whole only where its queries do not find them.
 * Throws RouterError: `too_many_rows` when it is too long for that.
 */
export async function observeConnections(
  router: RouterPort,
  addresses: readonly string[],
): Promise<ObservedRow[]> {
  const wanted = [...new Set(addresses)].filter((address) => address !== "");
  if (wanted.length === 0) return [];
  const known = comparesAsText(router);
  const found = known === false ? [] : await askFor(router, wanted);
  if (known === undefined && found.some(isFoundByRange)) noteTextOrder(router);
  // Nothing found is nothing open only if it would have been found.
  else if ((known ?? (await proveTextOrder(router))) === false)
    return endingAt(await readWhole(router, wanted), wanted);
  return endingAt(found, wanted);
}

async function askFor(router: RouterPort, wanted: readonly string[]): Promise<Row[]> {
  const found: Row[] = [];
  for (let at = 0; at < wanted.length; at += ADDRESSES_PER_PRINT) {
    const some = wanted.slice(at, at + ADDRESSES_PER_PRINT);
    const query = anyOf(some.flatMap((address) => FIELDS.flatMap((f) => endsAt(f, address))));
    found.push(...(await router.print(path, { proplist, query })));
  }
  return found;
}

/** `10.1.2.3` or `10.1.2.3:443`: queries know no patterns, but whatever follows the colon sorts before a semicolon. */
const endsAt = (field: string, address: string): string[][] => [
  [`${field}=${address}`],
  [`>${field}=${address}:`, `<${field}=${address};`, "#&"],
];

/** With a port behind each address, equality finds nothing. */
const isFoundByRange = (row: Row) => FIELDS.every((field) => row[field]?.includes(":") ?? true);

async function readWhole(router: RouterPort, [first]: readonly string[]): Promise<Row[]> {
  const rows = await router.count(path);
  if (rows <= MOST_ROWS) return router.print(path, { proplist });
  throw new RouterError(
    "too_many_rows",
    `The router does not find the open connections of one address, and its ${rows} are too many to read (${MOST_ROWS} at most): what ${first} has open goes on. To end it by hand: /ip firewall connection remove [find src-address~"^${first}:"]`,
  );
}

/** Queries only narrow: whose a row is, is decided here, to the letter. */
function endingAt(rows: readonly Row[], wanted: readonly string[]): ObservedRow[] {
  const addresses = new Set(wanted);
  const once = new Map(rows.map((row) => [row[".id"], row]));
  return [...once.values()].flatMap(({ ".id": rowId, ...row }) => {
    const ends = FIELDS.map((field) => (row[field] ?? "").split(":", 1)[0] ?? "");
    const address = ends.find((end) => addresses.has(end));
    if (!rowId || address === undefined) return [];
    const flags = { dynamic: true, isDefault: false };
    return [{ kind: "connection" as const, rowId, name: address, fields: { address }, ...flags }];
  });
}
