import type { Desired } from "./desired";
import { keyOf, REFERRERS, removalOfProfile, rowsThatMatter } from "./diff-fleet";
import { diffResource } from "./diff-resource";
import { sessionNames } from "./diff-sessions";
import type { FleetMemory, KnownRow } from "./fleet-memory";
import { kinds } from "./kinds";
import { normaliseResource, normaliseRow } from "./normalise";
import type { ObservedRow } from "./observed";
import { PART } from "./parts";
import { isPlainlyRight, type Met, type MetSource } from "./plain-look";
import type { Change, Policy } from "./plan";
import type { Resource, ResourceKind } from "./resource";
import { serviceKinds } from "./session-kinds";
import type { UnreadTable } from "./unread-row";

interface Found extends Met {
  /** Read: what all users share for good, the others until their user is done. */
  row: ObservedRow | undefined;
}

/** Rows by kind and name, and by the user whose mark they carry. */
interface Index {
  byName: Map<ResourceKind, Map<string, Found[]>>;
  byUser: Map<string, Found[]>;
}

const NONE: readonly never[] = [];
const SIGHTING_FIELDS = ["name", "user", "host", "address", "status", "uptime"];

/** One reading of a router beside what is remembered of earlier ones. */
export class FleetLook implements MetSource {
  /** Who must be looked at; the others are as they were. */
  readonly asked: readonly string[];
  readonly #memory: FleetMemory;
  readonly #tables: readonly UnreadTable[];
  readonly #known: ReadonlyMap<ResourceKind, readonly KnownRow[]>;
  /** Rows that were read for the user who is looked at now. */
  readonly #open: Found[] = [];
  #own: readonly Found[] = NONE;
  readonly #sharedRight = new Map<Resource, boolean>();
  #index?: Index;

  constructor(
    memory: FleetMemory,
    tables: readonly UnreadTable[],
    known: ReadonlyMap<ResourceKind, readonly KnownRow[]>,
    asked: readonly string[],
  ) {
    this.#memory = memory;
    this.#tables = tables;
    this.#known = known;
    this.asked = asked;
  }

  /** True when `diff` would find nothing to do and nothing to say, and that can be told without reading a row. */
  isPlainlyRight(userId: string, desired: Desired): boolean {
    this.#own = this.#indexed().byUser.get(userId) ?? NONE;
    return isPlainlyRight(desired, this);
  }

  /** The rows that carry the mark of the user who is looked at now. */
  get own(): readonly Met[] {
    return this.#own;
  }

  /** Rows by kind and name, unread. */
  at(kind: ResourceKind, name: string): readonly Met[] {
    return this.#indexed().byName.get(kind)?.get(name) ?? NONE;
  }

  /** One and the same for all users who want it. */
  isSharedRight(resource: Resource, desired: Desired): boolean {
    const known = this.#sharedRight.get(resource);
    if (known !== undefined) return known;
    const rows = this.#read(this.#index?.byName.get(resource.kind)?.get(resource.name));
    const { changes, skipped } = diffResource(
      normaliseResource(resource),
      rows.map(normaliseRow),
      desired,
    );
    const right = changes.length === 0 && skipped.length === 0;
    this.#sharedRight.set(resource, right);
    return right;
  }

  /** The rows that can matter to a user: what `diff` is to be given. */
  rowsOf(userId: string, desired: Desired): ObservedRow[] {
    const { byName, byUser } = this.#indexed();
    const rows = rowsThatMatter(desired, {
      own: this.#read(byUser.get(userId)),
      at: (kind, name) => this.#read(byName.get(kind)?.get(name)),
    });
    for (const one of this.#open) one.row = undefined;
    this.#open.length = 0;
    return rows;
  }

  /** A row may be found in two ways, and is one. */
  #read(found: readonly Found[] | undefined): readonly ObservedRow[] {
    if (!found) return NONE;
    return found.map((one) => {
      if (one.row) return one.row;
      const row = one.unread.read();
      one.row = row;
      if (!isShared(one.known)) this.#open.push(one);
      return row;
    });
  }

  /** True when the user's session, or the first of several, has this address: told without reading a row. */
  isSeenAt({ session }: Desired, address: string): boolean {
    const { sighting, sessions } = serviceKinds[session.service];
    const [first] = this.at(sighting, session.name);
    return sessions.includes(sighting) && first?.unread.says({ address }, {}) === true;
  }

  /** The row that shows the user online, or tells that they are not; of several the first. Not all of its fields. */
  sightingOf({ session }: Desired): ObservedRow | undefined {
    return this.at(serviceKinds[session.service].sighting, session.name)[0]?.unread.read(
      SIGHTING_FIELDS,
    );
  }

  /** Keeps what was found of a user, who is looked at again next time unless `memory.trust` says otherwise. */
  remember(
    userId: string,
    found: {
      want: string;
      seen: boolean;
      desired: Desired;
      /** None of whom is plainly right: their rows go by the names that are wanted. */
      rows: readonly ObservedRow[];
      againMs?: number;
    },
  ): void {
    const { want, seen, desired, rows, againMs = Number.POSITIVE_INFINITY } = found;
    const { resources, session } = desired;
    const shared: string[] = [];
    const names = new Set(sessionNames(session));
    for (const { kind, name } of resources)
      if (kinds[kind].scope === "shared") shared.push(keyOf(kind, name));
      else names.add(name);
    // What a hotspot knows of a device matters only together with a session that must go.
    for (const row of rows) if (!isShared(row)) names.add(row.name);
    this.#bound(desired, names);
    this.#memory.remember({ userId, want, clean: false, seen, shared, names: [...names], againMs });
  }

  /** Users' rows on the router with our mark, and without: secrets, hotspot users and queues. */
  countRows(): { owned: number; foreign: number } {
    const count = { owned: 0, foreign: 0 };
    for (const row of this.#rows()) if (row.standing) count[row.standing] += 1;
    return count;
  }

  /** Users of this installation whom the router lets in no more because all that was bought is used. */
  usedUp(): string[] {
    const users: string[] = [];
    for (const { spent, userId } of this.#rows()) if (spent && userId) users.push(userId);
    return users;
  }

  /** Profiles of ours that no user wants and no login uses. Every user must have been remembered. */
  unusedProfiles(policy: Policy): Change[] {
    if (policy !== "full") return [];
    const used = this.#memory.wantedShared();
    for (const { profile } of this.#rows()) if (profile !== undefined) used.add(profile);
    return this.#tables
      .filter(({ kind }) => REFERRERS[kind])
      .flatMap(({ kind, rows }) =>
        rows.filter((_, i) => {
          const known = this.#known.get(kind)?.[i];
          return known?.removable && !used.has(keyOf(kind, known.name));
        }),
      )
      .map((row) => removalOfProfile(row.read()));
  }

  *#rows(): Generator<KnownRow> {
    for (const { kind } of this.#tables) yield* this.#known.get(kind) ?? [];
  }

  /** Sessions of these names must not turn out older than this. */
  #bound({ session }: Desired, names: ReadonlySet<string>): void {
    if (!session.notBefore) return;
    for (const kind of serviceKinds[session.service].sessions)
      for (const name of names)
        for (const { known } of this.#index?.byName.get(kind)?.get(name) ?? [])
          known.notBeforeMs = Math.max(known.notBeforeMs, session.notBefore.getTime());
  }

  /** Prepares for looking up rows; done at the first question if not before. */
  *indexInParts(): Generator<void, void> {
    if (this.#index) return;
    const byUser = new Map<string, Found[]>();
    const byName = new Map<ResourceKind, Map<string, Found[]>>();
    for (const { kind, rows } of this.#tables) {
      const names = new Map<string, Found[]>();
      byName.set(kind, names);
      for (const [i, known] of (this.#known.get(kind) ?? []).entries()) {
        const unread = rows[i];
        if (!unread) continue;
        const found = { known, unread, row: undefined };
        push(names, known.name, found);
        if (known.userId !== undefined) push(byUser, known.userId, found);
        if (i % PART === PART - 1) yield;
      }
    }
    this.#index = { byName, byUser };
  }

  #indexed(): Index {
    if (!this.#index) for (const _ of this.indexInParts());
    return this.#index ?? { byName: new Map(), byUser: new Map() };
  }
}

const isShared = ({ kind }: { kind: ResourceKind }) => kinds[kind].scope === "shared";

function push(map: Map<string, Found[]>, key: string, found: Found) {
  const all = map.get(key);
  if (all) all.push(found);
  else map.set(key, [found]);
}
