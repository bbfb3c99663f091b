import { isSpent } from "./allowance";
import { isOurProfile, keyOf, MAIN_KINDS, REFERRERS } from "./diff-fleet";
import { UPTIME_GRAIN_MS } from "./diff-sessions";
import { FleetLook } from "./fleet-look";
import { kinds } from "./kinds";
import { ownerOf } from "./ownership";
import { PART } from "./parts";
import type { Change } from "./plan";
import { queueMoves } from "./queue-order";
import type { ResourceKind } from "./resource";
import type { UnreadRow, UnreadTable } from "./unread-row";

/** What is kept of a row: whose it is, and enough to see that it is still the same. No field of it. */
export interface KnownRow {
  digest: number;
  kind: ResourceKind;
  name: string;
  /** The user whose mark it carries. */
  userId: string | undefined;
  /** A user's row: with our mark, or without. */
  standing: "owned" | "foreign" | undefined;
  /** The profile that it refers to. */
  profile: string | undefined;
  /** Neither made by the router for a while, nor its own. */
  lasting: boolean;
  /** A profile of ours that may go when nothing refers to it. */
  removable: boolean;
  spent: boolean;
  /** A session that began before this (ms) would have to go; 0 when none would. */
  notBeforeMs: number;
}

/** What is kept of a user. */
export interface KnownUser {
  userId: string;
  /** As of when the user was last looked at: everything on our side that their plan depends on. */
  want: string;
  /** Nothing was to be done or said. */
  clean: boolean;
  /** Was seen on the router before. */
  seen: boolean;
  /** The profiles and pools wanted. */
  shared: readonly string[];
  /** The names of all rows that can matter. */
  names: readonly string[];
  /** From then on (ms) they are looked at again whatever has changed. */
  againMs: number;
}

/**
 * What comparisons of one router have found so far, so that the next one looks only at who may have changed. A user is
 * as they were when what is wanted is the same, no row that can matter to them has come, gone or changed, and no
 * session has turned out to be too old. Holds no password and no field of a row. Begins empty: then all is looked at.
 */
export class FleetMemory {
  readonly sharedTag: string;
  readonly #users = new Map<string, KnownUser>();
  readonly #byName = new Map<string, KnownUser[]>();
  readonly #tables = new Map<ResourceKind, KnownRow[]>();
  #moves: Change[] = [];

  constructor(sharedTag: string) {
    this.sharedTag = sharedTag;
  }

  get size(): number {
    let rows = this.#users.size;
    for (const table of this.#tables.values()) rows += table.length;
    return rows;
  }

  /** Takes in a reading, and what is wanted of whom. */
  look(
    tables: readonly UnreadTable[],
    wants: ReadonlyMap<string, string>,
    nowMs?: number,
  ): FleetLook {
    const parts = this.lookInParts(tables, wants, nowMs);
    for (;;) {
      const part = parts.next();
      if (part.done) return part.value;
    }
  }

  /** The same in small parts: a large router takes a while, and others may have their turn between two of them. */
  *lookInParts(
    tables: readonly UnreadTable[],
    wants: ReadonlyMap<string, string>,
    nowMs = 0,
  ): Generator<void, FleetLook> {
    const touched = new Set<string>();
    const read = new Set(tables.map(({ kind }) => kind));
    const unread = [...this.#tables.keys()].filter((kind) => !read.has(kind));
    // What is not read any more counts as empty.
    for (const table of [...tables, ...unread.map((kind) => ({ kind, rows: [] }))])
      yield* this.#take(table, touched);
    let n = 0;
    for (const [userId, want] of wants) {
      const user = this.#users.get(userId);
      if (!user?.clean || user.want !== want || user.againMs <= nowMs) touched.add(userId);
      if (++n % PART === 0) yield;
    }
    for (const userId of this.#users.keys()) if (!wants.has(userId)) this.#forget(userId);
    for (const userId of touched) this.#forget(userId);
    const asked = [...touched].filter((userId) => wants.has(userId));
    const look = new FleetLook(this, tables, this.#tables, asked);
    if (asked.length > 0) yield* look.indexInParts();
    return look;
  }

  /** Keeps what was found of a user; not clean until `trust`. */
  remember(user: KnownUser): void {
    this.#forget(user.userId);
    this.#users.set(user.userId, user);
  }

  /** Nothing is to be done or said: until something changes the user need not be looked at. */
  trust(userId: string): void {
    const user = this.#users.get(userId);
    if (!user) return;
    user.clean = true;
    for (const name of user.names) {
      const others = this.#byName.get(name);
      if (!others) this.#byName.set(name, [user]);
      else if (!others.includes(user)) others.push(user);
    }
  }

  /** Something that all depend on has changed. Returns who is no longer taken to be as they were. */
  distrust(): string[] {
    const clean = [...this.#users.values()].filter((user) => user.clean);
    for (const user of clean) user.clean = false;
    this.#byName.clear();
    return clean.map(({ userId }) => userId);
  }

  /** How many were on the router when they were last looked at. */
  countSeen(): number {
    let count = 0;
    for (const user of this.#users.values()) if (user.seen) count += 1;
    return count;
  }

  /** The profiles and pools that somebody wants. */
  wantedShared(): Set<string> {
    const wanted = new Set<string>();
    for (const { shared } of this.#users.values()) for (const key of shared) wanted.add(key);
    return wanted;
  }

  /** The moves that let our queues count; worked out anew when a queue has changed. */
  get moves(): readonly Change[] {
    return this.#moves;
  }

  #forget(userId: string): void {
    const user = this.#users.get(userId);
    if (!user) return;
    this.#users.delete(userId);
    for (const name of user.names) {
      const others = this.#byName.get(name)?.filter((other) => other !== user);
      if (others?.length === 0) this.#byName.delete(name);
      else if (others) this.#byName.set(name, others);
    }
  }

  /** Compares a table with what is known of it, row by row in the router's order, and keeps the new one. */
  *#take({ kind, rows }: UnreadTable, touched: Set<string>): Generator<void, void> {
    const before = this.#tables.get(kind) ?? [];
    let changed = before.length !== rows.length;
    let byDigest: Map<number, KnownRow> | undefined;
    const after: KnownRow[] = [];
    for (const [i, row] of rows.entries()) {
      let known = before[i];
      if (known?.digest !== row.digest) {
        changed = true;
        byDigest ??= new Map(before.map((one) => [one.digest, one]));
        known = byDigest.get(row.digest);
      }
      known ??= this.#meet(kind, row, touched);
      if (known.notBeforeMs > 0 && isTooOld(known, row)) this.#touch(known, touched);
      after.push(known);
      if (i % PART === PART - 1) yield;
    }
    if (!changed) return;
    const still = new Set(after);
    for (const row of before) if (!still.has(row)) this.#touch(row, touched);
    this.#tables.set(kind, after);
    if (kind === "queue")
      this.#moves = queueMoves(
        rows.map((row) => row.read()),
        this.sharedTag,
      );
  }

  #meet(kind: ResourceKind, row: UnreadRow, touched: Set<string>): KnownRow {
    const met = meet(kind, row, this.sharedTag);
    this.#touch(met, touched);
    return met;
  }

  /** Whom a row that came, went or changed can matter to. */
  #touch({ kind, name, userId }: KnownRow, touched: Set<string>): void {
    if (kinds[kind].scope === "shared") {
      const key = keyOf(kind, name);
      for (const user of this.#users.values())
        if (user.shared.includes(key)) touched.add(user.userId);
      return;
    }
    if (userId !== undefined) touched.add(userId);
    for (const user of this.#byName.get(name) ?? []) touched.add(user.userId);
  }
}

function isTooOld({ notBeforeMs }: KnownRow, row: UnreadRow): boolean {
  const startedAt = row.startedAtMs();
  return startedAt === undefined || startedAt - UPTIME_GRAIN_MS < notBeforeMs;
}

/** What is to be known of a row when it is met. */
function headOf(kind: ResourceKind): readonly string[] {
  const { key, rule } = kinds[kind];
  const name = rule ? [] : (key ?? ["name"]);
  const spending = ["limit-bytes-total", "limit-uptime", "bytes-in", "bytes-out", "uptime"];
  return [
    ...name,
    ...["comment", "dynamic", "default"],
    ...(REFERRED.has(kind) ? ["profile"] : []),
    ...(kind === "hotspot-user" ? spending : []),
  ];
}

/** Which profiles rows of a kind refer to. */
const REFERRED = new Map(
  Object.entries(REFERRERS).map(([profile, by]) => [by, profile as ResourceKind]),
);
const HEADS = new Map((Object.keys(kinds) as ResourceKind[]).map((kind) => [kind, headOf(kind)]));

function meet(kind: ResourceKind, unread: UnreadRow, sharedTag: string): KnownRow {
  const row = unread.read(HEADS.get(kind));
  const owner = row.comment === undefined ? undefined : ownerOf(row.comment);
  const ours = owner?.sharedTag === sharedTag;
  const lasting = !row.dynamic && !row.isDefault;
  const referred = REFERRED.get(kind);
  return {
    digest: unread.digest,
    kind,
    name: apart(row.name),
    userId: ours && owner.userId && kinds[kind].scope === "user" ? apart(owner.userId) : undefined,
    standing: MAIN_KINDS.has(kind) && lasting ? (ours ? "owned" : "foreign") : undefined,
    profile: referred && keyOf(referred, row.fields.profile ?? ""),
    lasting,
    removable: REFERRERS[kind] !== undefined && lasting && isOurProfile(row, sharedTag),
    spent: isSpent(row),
    notBeforeMs: 0,
  };
}

/** A part of a text keeps the whole of it in memory, with whatever else the row said; a copy does not. */
const apart = (text: string): string => ` ${text}`.slice(1);
