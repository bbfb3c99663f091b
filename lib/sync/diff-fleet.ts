import type { Desired } from "./desired";
import { diff } from "./diff";
import { sessionNames } from "./diff-sessions";
import { kinds } from "./kinds";
import type { ObservedRow } from "./observed";
import { carriesTag, ownerOf } from "./ownership";
import type { Change, Plan, Policy } from "./plan";
import type { ResourceKind } from "./resource";
import { serviceKinds } from "./session-kinds";

export interface FleetMember<T> {
  key: T;
  desired: Desired;
}

export interface FleetDiff<T> {
  plans: { key: T; plan: Plan }[];
  /** Users' rows on the router with our mark, and without: secrets, hotspot users and queues. */
  ownedRows: number;
  foreignRows: number;
  /** Rows with our mark whose user this database does not know here: reported, never touched. */
  orphans: string[];
  /** Profiles of ours that no user wants and no login uses. */
  unusedProfiles: Change[];
}

export const MAIN_KINDS = new Set<ResourceKind>(
  Object.values(serviceKinds).map(({ main }) => main),
);

/** Compares everybody with one reading of the whole router. Each user's plan is what `diff` gives for them alone. */
export function diffFleet<T>(
  members: readonly FleetMember<T>[],
  rows: readonly ObservedRow[],
  { policy, sharedTag }: { policy: Policy; sharedTag: string },
): FleetDiff<T> {
  const index = indexRows(rows);
  const isOurs = (row: ObservedRow) => ownerOf(row.comment)?.sharedTag === sharedTag;
  const main = rows.filter((row) => MAIN_KINDS.has(row.kind) && !row.dynamic && !row.isDefault);
  const known = new Set(members.map(({ desired }) => desired.tag));
  const owned = main.filter(isOurs);
  return {
    plans: members.map(({ key, desired }) => ({
      key,
      plan: diff(desired, rowsFor(desired, index), policy),
    })),
    ownedRows: owned.length,
    foreignRows: main.length - owned.length,
    orphans: owned.filter((row) => !known.has(tagOf(row))).map((row) => row.name),
    unusedProfiles: policy === "full" ? unusedProfiles(members, rows, sharedTag) : [],
  };
}

/** Finds among many users' rows those that can matter to one: what `diff` is to be given. */
export function rowsByUser(rows: readonly ObservedRow[]): (desired: Desired) => ObservedRow[] {
  const index = indexRows(rows);
  return (desired) => rowsFor(desired, index);
}

interface Index {
  byTag: Map<string, ObservedRow[]>;
  byKey: Map<string, ObservedRow[]>;
}

/** The machine part of a comment. */
const tagOf = (row: ObservedRow): string => (row.comment ?? "").split(" ", 1)[0] ?? "";
export const keyOf = (kind: ResourceKind, name: string) => `${kind} ${name}`;

function indexRows(rows: readonly ObservedRow[]): Index {
  const index: Index = { byTag: new Map(), byKey: new Map() };
  for (const row of rows) {
    push(index.byKey, keyOf(row.kind, row.name), row);
    if (kinds[row.kind].scope === "user") push(index.byTag, tagOf(row), row);
  }
  return index;
}

function push(map: Map<string, ObservedRow[]>, key: string, row: ObservedRow) {
  const rows = map.get(key);
  if (rows) rows.push(row);
  else map.set(key, [row]);
}

function rowsFor(desired: Desired, index: Index): ObservedRow[] {
  return rowsThatMatter(desired, {
    own: index.byTag.get(desired.tag) ?? [],
    at: (kind, name) => index.byKey.get(keyOf(kind, name)) ?? [],
  });
}

/** Where rows are found: a user's own, by its mark, and any by kind and name. */
export interface RowSource {
  own: readonly ObservedRow[];
  at(kind: ResourceKind, name: string): readonly ObservedRow[];
}

/** Only the rows that can matter to this user, so that a fleet costs its size and not its square. */
export function rowsThatMatter(
  { session, resources }: Desired,
  { own, at }: RowSource,
): ObservedRow[] {
  const wanted = resources.flatMap(({ kind, name }) => at(kind, name));
  const { main, sessions } = serviceKinds[session.service];
  const logins = own.filter((row) => row.kind === main).map((row) => row.name);
  const names = sessionNames(session);
  const live = [...new Set([...names, ...logins])].flatMap((name) =>
    [main, ...sessions].flatMap((kind) => at(kind, name)),
  );
  const addresses = new Set([
    ...names,
    session.lastAddress ?? "",
    ...live.map((row) => row.fields.address ?? ""),
  ]);
  const hosts = [...addresses].flatMap((address) => [
    ...at("hotspot-host", address),
    ...at("ip-binding", address),
    ...at("connection", address),
  ]);
  return [...new Set([...wanted, ...own, ...live, ...hosts])];
}

/** Which rows refer to a profile, by kind. */
export const REFERRERS: Partial<Record<ResourceKind, ResourceKind>> = {
  profile: "secret",
  "hotspot-profile": "hotspot-user",
};
// What the compiler calls profiles: the only mark where comments are not to be had.
const CONTENT_NAME = /^isp-.+-[0-9a-f]{8}$/;

function unusedProfiles(
  members: readonly FleetMember<unknown>[],
  rows: readonly ObservedRow[],
  sharedTag: string,
): Change[] {
  const wanted = members.flatMap(({ desired }) => desired.resources);
  const used = new Set(wanted.map(({ kind, name }) => keyOf(kind, name)));
  for (const [kind, by] of Object.entries(REFERRERS) as [ResourceKind, ResourceKind][])
    for (const row of rows) if (row.kind === by) used.add(keyOf(kind, row.fields.profile ?? ""));
  return rows
    .filter((row) => REFERRERS[row.kind] && !row.dynamic && !row.isDefault)
    .filter((row) => isOurProfile(row, sharedTag) && !used.has(keyOf(row.kind, row.name)))
    .map(removalOfProfile);
}

export const removalOfProfile = ({ kind, name, rowId }: ObservedRow): Change => ({
  verb: "delete",
  kind,
  name,
  rowId,
  before: {},
  after: {},
  why: "nothing refers to it any more",
});

export const isOurProfile = ({ comment, name }: ObservedRow, sharedTag: string) =>
  comment ? carriesTag(comment, sharedTag) : CONTENT_NAME.test(name);
