import type { ObservedRow, RouterPort } from "../port";
import { anyOf } from "../query";
import { tables } from "../tables";

/** Each is asked for under every field: the sentence stays short. */
const ADDRESSES_PER_PRINT = 25;
const FIELDS = ["src-address", "dst-address", "reply-src-address"] as const;

/**
 * The open connections of these addresses, and of no other: a row of which an address is one end. The table of a busy
 * router has a hundred thousand rows, so it is never read whole. Throws RouterError.
 */
export async function observeConnections(
  router: RouterPort,
  addresses: readonly string[],
): Promise<ObservedRow[]> {
  const wanted = [...new Set(addresses)].filter((address) => address !== "");
  const found: ObservedRow[] = [];
  for (let at = 0; at < wanted.length; at += ADDRESSES_PER_PRINT)
    found.push(...(await readSome(router, wanted.slice(at, at + ADDRESSES_PER_PRINT))));
  return found;
}

async function readSome(router: RouterPort, addresses: readonly string[]): Promise<ObservedRow[]> {
  const { path, proplist } = tables.connection;
  const query = anyOf(addresses.flatMap((address) => FIELDS.flatMap((f) => endsAt(f, address))));
  const rows = await router.print(path, { proplist, query });
  return rows.flatMap(({ ".id": rowId, ...row }) => {
    // The query only narrows: what is ours is decided here, to the letter.
    const ends = FIELDS.map((field) => (row[field] ?? "").split(":", 1)[0]);
    const address = addresses.find((one) => ends.includes(one));
    if (!rowId || address === undefined) return [];
    const flags = { dynamic: true, isDefault: false };
    return [{ kind: "connection" as const, rowId, name: address, fields: { address }, ...flags }];
  });
}

/** `10.1.2.3` or `10.1.2.3:443`: queries know no patterns, but whatever follows the colon sorts before a semicolon. */
const endsAt = (field: string, address: string): string[][] => [
  [`${field}=${address}`],
  [`>${field}=${address}:`, `<${field}=${address};`, "#&"],
];
