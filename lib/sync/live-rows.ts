import { UPTIME_GRAIN_MS } from "./diff-sessions";
import type { ObservedRow } from "./observed";
import type { ResourceKind } from "./resource";

/** The live rows that were found under some names when everything else was set: those that may be older than that. */
export class LiveRows {
  readonly #lookedUp = new Set<string>();
  readonly #found = new Set<string>();

  add(kind: ResourceKind, names: Iterable<string>, rowIds: Iterable<string>): void {
    for (const name of names) this.#lookedUp.add(`${kind} ${name}`);
    for (const rowId of rowIds) this.#found.add(`${kind} ${rowId}`);
  }

  /** It was looked for, and was not there. */
  provesYoung({ kind, name, rowId }: ObservedRow): boolean {
    return this.#lookedUp.has(`${kind} ${name}`) && !this.#found.has(`${kind} ${rowId}`);
  }
}

/** A session that was not there when everything was set began afterwards, whatever its uptime is rounded to. */
export function asYoungAsProven(row: ObservedRow, setAt: Date | null, then: LiveRows): ObservedRow {
  if (!setAt || !row.startedAt || !then.provesYoung(row)) return row;
  const after = new Date(setAt.getTime() + UPTIME_GRAIN_MS);
  return row.startedAt < after ? { ...row, startedAt: after } : row;
}
