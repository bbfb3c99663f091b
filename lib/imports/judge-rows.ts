import { groupBy } from "../group-by";
import type { PackageContent, ServiceType } from "./types";

/** A staged row, as far as judging it needs. */
export interface StagedRow {
  id: string;
  serviceType: ServiceType;
  username: string;
  staticAddress: string | null;
  customerName: string;
  phone: string | null;
  lapsed: boolean;
  included: boolean;
  /** Staff's choice, or the batch's default. */
  paidUntil: Date | null;
  passwordHidden: boolean;
  obstacle: string | null;
  /** The address list on which the router's profile puts its sessions. */
  addressList: string | null;
  package: StagedPackage;
}

export interface StagedPackage {
  /** Sold already. */
  packageId: string | null;
  content: PackageContent;
  downloadKbps: number | null;
  uploadKbps: number | null;
  priceCents: number | null;
}

/** What the database has already. */
export interface Known {
  /** `<service type> <username>`, lower case. */
  usernames: ReadonlySet<string>;
  addresses: ReadonlySet<string>;
  phones: ReadonlyMap<string, { name: string }>;
}

export interface Remark {
  code: string;
  message: string;
  /** It cannot be taken in like this. */
  blocks: boolean;
}

export const nameKey = (serviceType: ServiceType, username: string): string =>
  `${serviceType} ${username.toLowerCase()}`;

/** Everything that staff should know of each row; rows that are left out disturb nobody. */
export function judgeRows(
  rows: readonly StagedRow[],
  known: Known,
  now: Date,
): Map<string, Remark[]> {
  const included = rows.filter((row) => row.included);
  const names = countBy(included, (row) => nameKey(row.serviceType, row.username));
  const addresses = countBy(included, (row) => row.staticAddress ?? "");
  const people = groupBy(included, (row) => row.phone ?? "");
  return new Map(
    rows.map((row) => {
      const same = (row.included && row.phone && people.get(row.phone)) || [];
      const twice = row.included && (names.get(nameKey(row.serviceType, row.username)) ?? 0) > 1;
      const shared = row.included && (addresses.get(row.staticAddress ?? "") ?? 0) > 1;
      return [
        row.id,
        [
          ...connectionRemarks(row, known, { twice, shared }),
          ...personRemarks(row, same, known),
          ...packageRemarks(row),
          ...timeRemarks(row, now),
        ],
      ];
    }),
  );
}

const problem = (code: string, message: string): Remark => ({ code, message, blocks: true });
const note = (code: string, message: string): Remark => ({ code, message, blocks: false });

function connectionRemarks(
  row: StagedRow,
  known: Known,
  { twice, shared }: { twice: boolean; shared: boolean },
): Remark[] {
  const remarks: Remark[] = [];
  if (row.obstacle) remarks.push(problem("not_managed", row.obstacle));
  if (!/^[!-~]{1,64}$/.test(row.username))
    remarks.push(
      problem(
        "bad_username",
        "The name has spaces or other letters than ASCII: rename it on the router and read again.",
      ),
    );
  if (known.usernames.has(nameKey(row.serviceType, row.username)))
    remarks.push(problem("username_known", "A user of this name is known here already."));
  if (twice)
    remarks.push(problem("username_twice", "This name is on the router twice: leave one out."));
  if (row.passwordHidden)
    remarks.push(
      problem(
        "password_hidden",
        "The router does not show its password: give the API user's group “sensitive” and read again.",
      ),
    );
  if (row.staticAddress && known.addresses.has(row.staticAddress))
    remarks.push(problem("address_known", "Another user has this address already."));
  if (row.staticAddress && shared)
    remarks.push(
      problem("address_twice", "Several rows have this address: leave all but one out."),
    );
  return remarks;
}

function personRemarks(row: StagedRow, same: readonly StagedRow[], known: Known): Remark[] {
  if (row.customerName.trim().length < 2) return [problem("no_name", "Enter the customer's name.")];
  if (!row.phone)
    return [note("no_phone", "No phone: no texts, and paying by account number only.")];
  const customer = known.phones.get(row.phone);
  if (customer)
    return [
      note(
        "known_customer",
        `The phone is ${customer.name}'s: this becomes one more user of theirs.`,
      ),
    ];
  const names = new Set(same.map((other) => personKey(other.customerName)));
  if (names.size > 1)
    return [
      problem(
        "duplicate_phone",
        "Another row has this phone under another name: give both one name, or change the phone.",
      ),
    ];
  if (same.length > 1)
    return [note("same_person", `${same.length} logins of one person: one customer is made.`)];
  return [];
}

const personKey = (name: string) => name.toLowerCase().replace(/\s+/g, " ").trim();

function packageRemarks({ package: pack, addressList }: StagedRow): Remark[] {
  if (pack.packageId === null && (pack.downloadKbps === null || pack.uploadKbps === null))
    return [
      problem("unknown_rate", "The router says no speed: give the package one, or choose another."),
    ];
  if (pack.packageId === null && pack.priceCents === null)
    return [problem("no_price", "The package has no price yet.")];
  const { rates, lost, uptimeLimitSeconds, dataCapBytes } = pack.content;
  if (rates?.downloadKbps !== pack.downloadKbps || rates?.uploadKbps !== pack.uploadKbps)
    return [
      note(
        "reconnects",
        "The package has another speed than the router: it is disconnected once to get it.",
      ),
    ];
  if (addressList)
    return [
      note(
        "reconnects",
        `Its profile puts it on the address list ${addressList}, which packages do not: it is disconnected once, and then stands on it no more.`,
      ),
    ];
  if (uptimeLimitSeconds !== null || dataCapBytes !== null)
    return [
      note(
        "limits_anew",
        "Its limit of time or data begins anew; what it has used may end a session once.",
      ),
    ];
  if (lost.length > 0)
    return [
      note(
        "lost_parts",
        `The router's rate has a ${lost.join(" and a ")}, which the package does not say.`,
      ),
    ];
  return [];
}

function timeRemarks(row: StagedRow, now: Date): Remark[] {
  if (row.lapsed)
    return [note("lapsed", "Disabled on the router: nothing is paid, and it stays cut off.")];
  if (row.paidUntil === null)
    return [problem("no_paid_until", "Say until when it is paid, or choose a day for all.")];
  if (row.paidUntil <= now)
    return [note("cut_off", "The paid time is over: it is cut off when it is taken in.")];
  return [];
}

/** How often each name stands; what has none is not counted. */
function countBy<T>(rows: readonly T[], nameOf: (row: T) => string): Map<string, number> {
  const named = rows.filter((row) => nameOf(row) !== "");
  return new Map([...groupBy(named, nameOf)].map(([name, group]) => [name, group.length]));
}
