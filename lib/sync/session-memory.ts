import type { ObservedRow } from "./observed";
import { PART } from "./parts";
import type { UnreadRow, UnreadTable } from "./unread-row";

interface KnownSession {
  digest: number;
  /** Kind and name. */
  key: string;
}

/** Of a reading: under which names something came, went or changed, and what there is now under any. */
export interface SessionLook {
  /** By kind and name, as `sessionKey` says it. */
  changed: ReadonlySet<string>;
  /** Every row under these keys. */
  rowsOf(keys: ReadonlySet<string>): ObservedRow[];
}

export const sessionKey = (kind: ObservedRow["kind"], name: string): string => `${kind} ${name}`;

/** What the last poll saw of a router's sessions, so that the next one looks only at what has changed. No field is kept. */
export class SessionMemory {
  #known = new Map<ObservedRow["kind"], KnownSession[]>();

  /** Takes in a reading, in small parts between which others may have their turn. */
  *look(tables: readonly UnreadTable[]): Generator<void, SessionLook> {
    const before = this.#known;
    const changed = new Set<string>();
    this.#known = new Map();
    for (const { kind, rows } of tables) {
      const after = yield* compare(kind, rows, before.get(kind) ?? [], changed);
      this.#known.set(kind, after);
      before.delete(kind);
    }
    for (const gone of before.values()) for (const { key } of gone) changed.add(key);
    const known = this.#known;
    return { changed, rowsOf: (keys) => rowsOf(tables, known, keys) };
  }
}

function* compare(
  kind: ObservedRow["kind"],
  rows: readonly UnreadRow[],
  before: readonly KnownSession[],
  changed: Set<string>,
): Generator<void, KnownSession[]> {
  let byDigest: Map<number, KnownSession> | undefined;
  const after: KnownSession[] = [];
  const keys = new Set<string>();
  for (const [i, row] of rows.entries()) {
    let known = before[i];
    if (known?.digest !== row.digest) {
      byDigest ??= new Map(before.map((one) => [one.digest, one]));
      known = byDigest.get(row.digest) ?? meet(kind, row, changed);
    }
    // Which of several sessions of one login is the first may change although each stays as it is.
    if (keys.has(known.key)) changed.add(known.key);
    keys.add(known.key);
    after.push(known);
    if (i % PART === PART - 1) yield;
  }
  if (byDigest || before.length !== after.length) {
    const still = new Set(after);
    for (const one of before) if (!still.has(one)) changed.add(one.key);
  }
  return after;
}

function meet(kind: ObservedRow["kind"], row: UnreadRow, changed: Set<string>): KnownSession {
  // A part of a text keeps the whole of it in memory; this key is a text of its own.
  const { name } = row.read(["name", "user", "host"]);
  const key = sessionKey(kind, name);
  changed.add(key);
  return { digest: row.digest, key };
}

function rowsOf(
  tables: readonly UnreadTable[],
  known: ReadonlyMap<ObservedRow["kind"], readonly KnownSession[]>,
  keys: ReadonlySet<string>,
): ObservedRow[] {
  if (keys.size === 0) return [];
  return tables.flatMap(({ kind, rows }) =>
    rows.filter((_, i) => keys.has(known.get(kind)?.[i]?.key ?? "")).map((row) => row.read()),
  );
}
