import {
  type ObservedRow,
  ownerOf,
  type ParsedRates,
  parseQueueRates,
  parseRateLimit,
  type RouterSettings,
} from "../sync";
import { noticesOf } from "./notices";
import type { Candidate, Proposal } from "./proposal";
import { proposePackages } from "./propose-packages";
import { nameOfLogin, readComment } from "./read-comment";
import type { Found, PackageContent } from "./types";

/**
 * Packages and customers out of a router's tables. Rows that carry a mark, ours or another installation's, belong to
 * somebody and are not proposed. Pure: the same rows and settings give the same proposal.
 */
export function propose(rows: readonly ObservedRow[], settings: RouterSettings): Proposal {
  const free = rows.filter((row) => !row.dynamic && !row.isDefault && !ownerOf(row.comment));
  const tables = tablesOf(rows);
  const candidates = free.flatMap((row) => {
    if (row.kind === "secret") return [secretOf(row, tables, settings)];
    if (row.kind === "hotspot-user") return [hotspotUserOf(row, tables)];
    if (row.kind === "queue") return queueOf(row, tables);
    return [];
  });
  return { ...proposePackages(candidates), notices: noticesOf(rows, candidates, settings) };
}

interface Tables {
  profile: Map<string, ObservedRow>;
  hotspotProfile: Map<string, ObservedRow>;
  pools: Set<string>;
  /** Queues that others hang under carry no customer. */
  parents: Set<string>;
  macs: Map<string, string>;
}

function tablesOf(rows: readonly ObservedRow[]): Tables {
  const named = (kind: ObservedRow["kind"]) =>
    new Map(rows.filter((row) => row.kind === kind).map((row) => [row.name, row]));
  const devices = rows.filter((row) => row.kind === "arp" || row.kind === "lease");
  return {
    profile: named("profile"),
    hotspotProfile: named("hotspot-profile"),
    pools: new Set(named("pool").keys()),
    parents: new Set(
      rows.flatMap((row) => (row.kind === "queue" ? [row.fields.parent ?? ""] : [])),
    ),
    macs: new Map(
      devices.flatMap(({ fields }) =>
        fields.address && fields["mac-address"] ? [[fields.address, fields["mac-address"]]] : [],
      ),
    ),
  };
}

const isDisabled = ({ fields }: ObservedRow) =>
  fields.disabled === "true" || fields.disabled === "yes";

/** What every kind of row has in common. */
function common(row: ObservedRow, rate: string, profile: string) {
  const comment = row.comment ?? "";
  const { name, phone, date } = readComment(comment);
  const lapsed = isDisabled(row);
  const found: Found = {
    name: row.name,
    comment,
    profile,
    rate,
    ...(date && { commentDate: date.toISOString() }),
  };
  return {
    username: row.name,
    found,
    lapsed,
    customerName: name ?? (nameOfLogin(row.name) || row.name),
    ...(phone && { phone }),
    ...(date && !lapsed && { paidUntil: date }),
  };
}

/** A password as read: none when it is empty, hidden when the router keeps it to itself. */
function passwordOf({ fields }: ObservedRow, found: Found) {
  const { password } = fields;
  if (password === undefined) return { found: { ...found, passwordHidden: true as const } };
  return password === "" ? {} : { password };
}

const contentOf = (parsed: ParsedRates | undefined): PackageContent => ({
  rates: parsed?.rates ?? null,
  addressPool: null,
  sharedUsers: null,
  uptimeLimitSeconds: null,
  dataCapBytes: null,
  lost: parsed?.lost ?? [],
});

function secretOf(row: ObservedRow, tables: Tables, settings: RouterSettings): Candidate {
  const { fields } = row;
  const profile = tables.profile.get(fields.profile ?? "default");
  const rate = profile?.fields["rate-limit"] ?? "";
  const pool = profile?.fields["remote-address"] ?? "";
  const base = common(row, rate, fields.profile ?? "default");
  const service = fields.service ?? "any";
  const own = tables.pools.has(pool) && pool !== settings.addressPool.name;
  const list = profile?.fields["address-list"];
  if (list) base.found.addressList = list;
  if (service !== "any" && service !== "pppoe")
    base.found.obstacle = `It is for ${service}, and only PPPoE is managed.`;
  return {
    ...base,
    ...passwordOf(row, base.found),
    serviceType: "pppoe",
    ...(fields["remote-address"] && { staticAddress: fields["remote-address"] }),
    ...(fields["caller-id"] && { macAddress: fields["caller-id"] }),
    content: { ...contentOf(parseRateLimit(rate)), addressPool: own ? pool : null },
  };
}

const noneAt = (none: string, value = "") => (value === none ? "" : value);

function hotspotUserOf(row: ObservedRow, tables: Tables): Candidate {
  const { fields } = row;
  const profile = tables.hotspotProfile.get(fields.profile ?? "default");
  const rate = profile?.fields["rate-limit"] ?? "";
  const base = common(row, rate, fields.profile ?? "default");
  const address = noneAt("0.0.0.0", fields.address);
  const mac = noneAt("00:00:00:00:00:00", fields["mac-address"]);
  const shared = Number(profile?.fields["shared-users"] ?? 1);
  return {
    ...base,
    ...passwordOf(row, base.found),
    serviceType: "hotspot",
    ...(address && { staticAddress: address }),
    ...(mac && { macAddress: mac }),
    content: {
      ...contentOf(parseRateLimit(rate)),
      sharedUsers: shared > 1 ? shared : null,
      uptimeLimitSeconds: secondsOf(fields["limit-uptime"]),
      dataCapBytes: Number(fields["limit-bytes-total"]) || null,
    },
  };
}

/** A queue for one address is a customer; one for a network, or above others, is the operator's own. */
function queueOf(row: ObservedRow, tables: Tables): Candidate[] {
  const target = row.fields.target ?? "";
  const address = /^(\d+(?:\.\d+){3})(?:\/32)?$/.exec(target)?.[1];
  if (!address || tables.parents.has(row.name)) return [];
  const base = common(row, row.fields["max-limit"] ?? "", "");
  const mac = tables.macs.get(address);
  return [
    {
      ...base,
      serviceType: "static",
      staticAddress: address,
      ...(mac && { macAddress: mac }),
      content: contentOf(parseQueueRates(row.fields)),
    },
  ];
}

const UNIT_SECONDS: Record<string, number> = { w: 604_800, d: 86_400, h: 3_600, m: 60, s: 1 };

function secondsOf(text = ""): number | null {
  let seconds = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)([wdhms])/g))
    seconds += Number(count) * (UNIT_SECONDS[unit ?? ""] ?? 0);
  return seconds || null;
}
