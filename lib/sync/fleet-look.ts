import type { Desired } from "./desired";
import { keyOf, REFERRERS, removalOfProfile, rowsThatMatter } from "./diff-fleet";
import { sessionNames } from "./diff-sessions";
import type { FleetMemory, KnownRow } from "./fleet-memory";
import { kinds } from "./kinds";
import type { ObservedRow } from "./observed";
import type { Change, Policy } from "./plan";
import type { ResourceKind } from "./resource";
import { serviceKinds } from "./session-kinds";
import type { UnreadRow, UnreadTable } from "./unread-row";

interface Found {
  known: KnownRow;
  row: UnreadRow;
}

/** Rows by kind and name, and by the user whose mark they carry. */
interface Index {
  byName: Map<ResourceKind, Map<string, Found[]>>;
  byUser: Map<string, Found[]>;
}

const NONE: readonly Found[] = [];

/** One reading of a router beside what is remembered of earlier ones. */
export class FleetLook {
  /** Who must be looked at; the others are as they were. */
  readonly asked: readonly string[];
  readonly #memory: FleetMemory;
  readonly #tables: readonly UnreadTable[];
  readonly #known: ReadonlyMap<ResourceKind, readonly KnownRow[]>;
  /** Rows that all users share are read once; the others are let go as soon as their user is done. */
  readonly #shared = new Map<UnreadRow, ObservedRow>();
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

  /** The rows that can matter to a user: what `diff` is to be given. */
  rowsOf(userId: string, desired: Desired): ObservedRow[] {
    this.#index ??= this.#makeIndex();
    const { byName, byUser } = this.#index;
    // A row may be found in two ways, and is one.
    const own = new Map<UnreadRow, ObservedRow>();
    const read = (found: readonly Found[]) =>
      found.map(({ known, row }) => readOnce(row, isShared(known) ? this.#shared : own));
    return rowsThatMatter(desired, {
      own: read(byUser.get(userId) ?? NONE),
      at: (kind, name) => read(byName.get(kind)?.get(name) ?? NONE),
    });
  }

  /** Keeps what was found of a user, who is looked at again next time unless `memory.trust` says otherwise. */
  remember(
    userId: string,
    found: { want: string; seen: boolean; desired: Desired; rows: readonly ObservedRow[] },
  ): void {
    const { want, seen, desired, rows } = found;
    const { resources, session } = desired;
    const shared = resources.filter(isShared).map(({ kind, name }) => keyOf(kind, name));
    const names = new Set([
      ...resources.filter((resource) => !isShared(resource)).map(({ name }) => name),
      ...sessionNames(session),
    ]);
    // What a hotspot knows of a device matters only together with a session that must go.
    for (const row of rows) if (!isShared(row)) names.add(row.name);
    this.#bound(desired, names);
    this.#memory.remember({ userId, want, clean: false, seen, shared, names: [...names] });
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

  #makeIndex(): Index {
    const byUser = new Map<string, Found[]>();
    const byName = new Map<ResourceKind, Map<string, Found[]>>();
    for (const { kind, rows } of this.#tables) {
      const names = new Map<string, Found[]>();
      byName.set(kind, names);
      for (const [i, known] of (this.#known.get(kind) ?? []).entries()) {
        const row = rows[i];
        if (!row) continue;
        const found = { known, row };
        push(names, known.name, found);
        if (known.userId !== undefined) push(byUser, known.userId, found);
      }
    }
    return { byName, byUser };
  }
}

const isShared = ({ kind }: { kind: ResourceKind }) => kinds[kind].scope === "shared";

function readOnce(unread: UnreadRow, known: Map<UnreadRow, ObservedRow>): ObservedRow {
  const row = known.get(unread) ?? unread.read();
  known.set(unread, row);
  return row;
}

function push(map: Map<string, Found[]>, key: string, found: Found) {
  const all = map.get(key);
  if (all) all.push(found);
  else map.set(key, [found]);
}
