import type { Desired } from "./desired";
import { diff } from "./diff";
import type { ObservedRow } from "./observed";
import { carriesTag, ownerOf } from "./ownership";
import type { Change, Plan, Policy } from "./plan";

export interface FleetMember<T> {
  key: T;
  desired: Desired;
}

export interface FleetDiff<T> {
  plans: { key: T; plan: Plan }[];
  /** Secrets on the router with our mark, and without. */
  ownedSecrets: number;
  foreignSecrets: number;
  /** Rows with our mark whose user this database does not know here: reported, never touched. */
  orphans: string[];
  /** Profiles of ours that no user wants and no secret uses. */
  unusedProfiles: Change[];
}

/** Compares everybody with one reading of the whole router. Each user's plan is what `diff` gives for them alone. */
export function diffFleet<T>(
  members: readonly FleetMember<T>[],
  rows: readonly ObservedRow[],
  { policy, sharedTag }: { policy: Policy; sharedTag: string },
): FleetDiff<T> {
  const index = indexRows(rows);
  const isOurs = (row: ObservedRow) => ownerOf(row.comment)?.sharedTag === sharedTag;
  const secrets = rows.filter((row) => row.kind === "secret" && !row.dynamic);
  const known = new Set(members.map(({ desired }) => desired.tag));
  const owned = secrets.filter(isOurs);
  return {
    plans: members.map(({ key, desired }) => ({
      key,
      plan: diff(desired, rowsFor(desired, index), policy),
    })),
    ownedSecrets: owned.length,
    foreignSecrets: secrets.length - owned.length,
    orphans: owned.filter((row) => !known.has(tagOf(row))).map((row) => row.name),
    unusedProfiles: policy === "full" ? unusedProfiles(members, rows, sharedTag) : [],
  };
}

interface Index {
  shared: ObservedRow[];
  byTag: Map<string, ObservedRow[]>;
  byName: Map<string, ObservedRow[]>;
}

/** The machine part of a comment. */
const tagOf = (row: ObservedRow): string => (row.comment ?? "").split(" ", 1)[0] ?? "";

function indexRows(rows: readonly ObservedRow[]): Index {
  const index: Index = { shared: [], byTag: new Map(), byName: new Map() };
  for (const row of rows) {
    if (row.kind === "pool" || row.kind === "profile") {
      index.shared.push(row);
      continue;
    }
    push(index.byName, row.name, row);
    if (row.kind === "secret") push(index.byTag, tagOf(row), row);
  }
  return index;
}

function push(map: Map<string, ObservedRow[]>, key: string, row: ObservedRow) {
  const rows = map.get(key);
  if (rows) rows.push(row);
  else map.set(key, [row]);
}

/** Only the rows that can matter to this user, so that a fleet costs its size and not its square. */
function rowsFor({ tag, session, resources }: Desired, index: Index): ObservedRow[] {
  const own = index.byTag.get(tag) ?? [];
  const names = new Set([session.name, ...own.map((row) => row.name)]);
  const named = [...names].flatMap((name) => index.byName.get(name) ?? []);
  const wanted = new Set(resources.map((resource) => `${resource.kind} ${resource.name}`));
  const shared = index.shared.filter((row) => wanted.has(`${row.kind} ${row.name}`));
  return [...new Set([...shared, ...own, ...named])];
}

function unusedProfiles(
  members: readonly FleetMember<unknown>[],
  rows: readonly ObservedRow[],
  sharedTag: string,
): Change[] {
  const profiles = (wanted: Desired) => wanted.resources.filter((r) => r.kind === "profile");
  const used = new Set([
    ...members.flatMap(({ desired }) => profiles(desired).map((profile) => profile.name)),
    ...rows.filter((row) => row.kind === "secret").map((row) => row.fields.profile),
  ]);
  return rows
    .filter((row) => row.kind === "profile" && !row.dynamic && !row.isDefault)
    .filter((row) => carriesTag(row.comment, sharedTag) && !used.has(row.name))
    .map(({ kind, name, rowId }) => ({
      verb: "delete",
      kind,
      name,
      rowId,
      before: {},
      after: {},
      why: "nothing refers to it any more",
    }));
}
