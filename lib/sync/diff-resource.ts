import type { Desired } from "./desired";
import { type KindSpec, kinds } from "./kinds";
import type { ObservedRow } from "./observed";
import { carriesTag, ownerOf } from "./ownership";
import type { Change, Plan } from "./plan";
import type { Resource } from "./resource";

export const HIDDEN = "•••";
// Rows of kinds that cannot carry a comment on this version are known by this prefix.
const OWN_PREFIX = "isp-";

/** The steps for one resource. Both sides are normalised. */
export function diffResource(
  resource: Resource,
  rows: readonly ObservedRow[],
  desired: Desired,
): Plan {
  const spec = kinds[resource.kind];
  const ofKind = rows.filter((row) => row.kind === resource.kind && !row.dynamic && !row.isDefault);
  const owned = ofKind.filter((row) => isOwned(spec, resource, row, desired)).sort(byRowId);
  if (resource.ensure === "absent") return { changes: owned.map(remove), skipped: [] };

  const named = (row: ObservedRow) => row.name === resource.name && isInTheWay(spec, row);
  // A timed entry, or one that a DNS name brought, keeps people out as well as any.
  const among = resource.ensure === "dormant" ? rows : ofKind;
  // Where keys may repeat, the oldest is named, however the rows are read.
  const [holder] = among.filter((r) => r.kind === resource.kind && named(r)).sort(byRowId);
  const diffKept = resource.ensure === "dormant" ? diffDormant : diffPresent;
  return diffKept(resource, holder, owned, desired);
}

function diffDormant(
  resource: Resource,
  holder: ObservedRow | undefined,
  owned: readonly ObservedRow[],
  desired: Desired,
): Plan {
  const spec = kinds[resource.kind];
  const asleep = owned.filter(isEnabled).map(putToSleep);
  if (!holder || owned.includes(holder)) return { changes: asleep, skipped: [] };
  if (isLeft(spec, holder, desired))
    return { changes: [...asleep, putToSleep(holder)], skipped: [] };
  return { changes: asleep, skipped: foreign(spec, resource, holder, desired) };
}

function diffPresent(
  resource: Resource,
  holder: ObservedRow | undefined,
  owned: readonly ObservedRow[],
  desired: Desired,
): Plan {
  const spec = kinds[resource.kind];
  const left = holder && isLeft(spec, holder, desired) ? holder : undefined;
  const match = left ?? owned.find((row) => row.name === resource.name);
  const kept = match ?? (spec.scope === "user" ? owned[0] : undefined);
  const skipped = spec.scope === "user" ? owned.filter((row) => row !== kept).map(duplicate) : [];
  if (holder && !match) {
    const changes = spec.foreignServes && spec.scope === "user" ? owned.map(remove) : [];
    return { changes, skipped: [...skipped, ...foreign(spec, resource, holder, desired)] };
  }
  const change = kept ? update(spec, resource, kept, desired) : create(spec, resource);
  return { changes: change ? [change] : [], skipped };
}

function isOwned(spec: KindSpec, resource: Resource, row: ObservedRow, desired: Desired): boolean {
  if (spec.scope === "user") return carriesTag(row.comment, desired.tag);
  if (carriesTag(row.comment, desired.sharedTag)) return true;
  return resource.fields.comment === undefined && row.name.startsWith(OWN_PREFIX);
}

/** What kept a former holder of the address out: an address is one user's at a time, and so is its entry. */
const isLeft = (spec: KindSpec, { comment, dynamic }: ObservedRow, { sharedTag }: Desired) =>
  spec.restricts === true && !dynamic && ownerOf(comment)?.sharedTag === sharedTag;

const isEnabled = (row: ObservedRow) => row.fields.disabled !== "true";

/** Routers take a second row with a disabled one's key where rows only restrict. */
const isInTheWay = (spec: KindSpec, row: ObservedRow) => !spec.restricts || isEnabled(row);

const byRowId = (a: ObservedRow, b: ObservedRow) =>
  a.rowId.length - b.rowId.length || (a.rowId < b.rowId ? -1 : 1);

const shown = (spec: KindSpec, field: string, value: string) =>
  spec.fields[field]?.secret ? HIDDEN : value;

function create(spec: KindSpec, { kind, name, fields }: Resource): Change {
  const wanted = Object.entries(fields).filter(([f, value]) => value !== spec.fields[f]?.default);
  const after = Object.fromEntries(wanted.map(([f, value]) => [f, shown(spec, f, value)]));
  return { verb: "create", kind, name, before: {}, after, why: "it does not exist" };
}

function remove(row: ObservedRow): Change {
  const { kind, name, rowId } = row;
  return { verb: "delete", kind, name, rowId, before: {}, after: {}, why: "no trace may remain" };
}

function putToSleep(row: ObservedRow): Change {
  const { kind, name, rowId } = row;
  const [before, after] = [{ disabled: "false" }, { disabled: "true" }];
  return { verb: "update", kind, name, rowId, before, after, why: "it applies no more" };
}

function update(
  spec: KindSpec,
  { kind, name, fields }: Resource,
  row: ObservedRow,
  desired: Desired,
): Change | undefined {
  const before: Record<string, string> = {};
  const after: Record<string, string> = {};
  if (row.name !== name && !spec.key) {
    before.name = row.name;
    after.name = name;
  }
  for (const [field, wanted] of Object.entries(fields)) {
    const found = field === "comment" ? (row.comment ?? "") : row.fields[field];
    const same = found === undefined ? desired.passwordWritten : found === wanted;
    if (same) continue;
    before[field] = shown(spec, field, found ?? "");
    after[field] = shown(spec, field, wanted);
  }
  const changed = Object.keys(after);
  if (changed.length === 0) return undefined;
  const why = `${changed.join(", ")} ${changed.length === 1 ? "differs" : "differ"}`;
  return { verb: "update", kind, name: row.name, rowId: row.rowId, before, after, why };
}

const duplicate = ({ kind, name, rowId }: ObservedRow): Plan["skipped"][number] => ({
  kind,
  name,
  reason: "duplicate",
  message: `Row ${rowId} carries the mark of this user too. One is kept right, this one is left alone: remove it on the router.`,
});

function foreign(
  spec: KindSpec,
  resource: Resource,
  row: ObservedRow,
  desired: Desired,
): Plan["skipped"] {
  if (spec.foreignServes || (spec.scope === "shared" && sameContent(resource, row))) return [];
  const noun = spec.noun ?? spec.kind;
  const what = `${/^[aeiou]/i.test(noun) ? "An" : "A"} ${noun} ${spec.key ? "for" : "named"} ${row.name}`;
  const message = `${what} is on the router and ${whoseIs(row, desired)}. It is never touched: rename or remove it there, or choose another ${spec.key ? "address" : "name"}.`;
  return [{ kind: resource.kind, name: row.name, reason: "foreign", message }];
}

const sameContent = (resource: Resource, row: ObservedRow) =>
  Object.entries(resource.fields).every(
    ([field, wanted]) => field === "comment" || row.fields[field] === wanted,
  );

function whoseIs(row: ObservedRow, desired: Desired): string {
  const owner = ownerOf(row.comment);
  if (!owner) return "was not made by us";
  if (owner.sharedTag !== desired.sharedTag) return "carries the mark of another installation";
  return "belongs to another user";
}
