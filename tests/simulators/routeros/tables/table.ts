import { failure, noMatch, noSuchCommand, noSuchItem } from "../traps";
import type { Row } from "../types";
import type { References } from "./fields";
import { RowShape } from "./shape";
import type { RouterFacts, StoredRow, TableSpec } from "./spec";

/** The named fields that a row has. */
export function pick(read: (name: string) => string | undefined, names: readonly string[]): Row {
  const picked: Row = {};
  for (const name of names) {
    const value = read(name);
    if (value !== undefined) picked[name] = value;
  }
  return picked;
}

export interface TableChange {
  path: string;
  id: string;
  kind: "added" | "changed" | "removed";
}

const SINGLETON_ID = "*0";

/** One menu at work: its rows, and the rules of its declaration. */
export class Table {
  readonly #kept = new Map<string, StoredRow>();
  /** Ids of the kept rows by their key field, for tables of ten thousand rows. */
  readonly #byKey = new Map<string, string>();
  readonly #shape: RowShape;
  #nextId = 1;

  constructor(
    readonly spec: TableSpec,
    readonly facts: RouterFacts,
    references: References,
    readonly changed: (change: TableChange) => void,
  ) {
    this.#shape = new RowShape(spec.fields, facts.personality.release, references);
    this.reset();
  }

  /** Back to the rows of a factory-new router. */
  reset(): void {
    const factory = this.spec.factory?.(this.facts) ?? [];
    this.load({ nextId: this.spec.factory ? factory.length + 1 : 1, rows: factory });
    if (this.spec.singleton && this.#kept.size === 0) {
      this.#kept.set(SINGLETON_ID, { id: SINGLETON_ID, fields: this.#shape.complete({}) });
    }
  }

  load(state: { nextId: number; rows: readonly StoredRow[] }): void {
    this.#kept.clear();
    this.#byKey.clear();
    for (const row of state.rows) this.#keep(structuredClone(row));
    this.#nextId = state.nextId;
  }

  save(): { nextId: number; rows: StoredRow[] } {
    return { nextId: this.#nextId, rows: structuredClone([...this.#kept.values()]) };
  }

  rows(): StoredRow[] {
    return [...this.#kept.values(), ...(this.spec.dynamicRows?.(this.facts) ?? [])];
  }

  /** Reads single fields of a row as clients see them, passwords included. */
  reader(row: StoredRow): (name: string) => string | undefined {
    let computed: Readonly<Record<string, string | undefined>> | undefined;
    return (name) => {
      if (name === ".id") return this.spec.singleton ? undefined : row.id;
      if (!this.#shape.field(name)) return undefined;
      computed ??= name in row.fields ? undefined : (this.spec.computed?.(row, this.facts) ?? {});
      const stored = row.fields[name] ?? computed?.[name];
      return stored === undefined ? undefined : this.#shape.show(name, stored);
    };
  }

  /** The names of all fields that rows may show, in order. */
  names(): string[] {
    return [".id", ...this.#shape.names()];
  }

  /** The row as clients read it, passwords included. */
  show(row: StoredRow): Row {
    return pick(this.reader(row), this.names());
  }

  isSensitive(field: string): boolean {
    return this.spec.fields[field]?.sensitive === true;
  }

  /** The row with this `.id` or, where rows have a key, this name. */
  find(target: string): StoredRow | undefined {
    const kept = this.#kept.get(target) ?? this.#kept.get(this.#byKey.get(target) ?? "");
    if (kept) return kept;
    const { key } = this.spec;
    return this.spec
      .dynamicRows?.(this.facts)
      .find((row) => row.id === target || (key !== undefined && row.fields[key] === target));
  }

  /** Returns the new `.id`. Throws a trap. */
  add(input: Row): string {
    if (!this.spec.verbs.includes("add")) throw noSuchCommand();
    const fields = this.#shape.complete(this.#shape.parse(input));
    this.#requireUnique(fields);
    const id = `*${this.#nextId.toString(16).toUpperCase()}`;
    this.#nextId += 1;
    this.#keep({ id, fields });
    this.changed({ path: this.spec.path, id, kind: "added" });
    return id;
  }

  /** Changes the rows one after the other; `!field` removes a field. Throws a trap. */
  set(targets: readonly string[], input: Row): void {
    for (const row of this.#changeable(targets)) {
      const fields = this.#shape.change(row.fields, input);
      this.#requireUnique(fields, row.id);
      this.amend(row, fields);
    }
  }

  /** Throws a trap. */
  unset(targets: readonly string[], field: string): void {
    if (!this.#shape.field(field)?.removable) throw noMatch("value-name");
    this.set(targets, { [`!${field}`]: "" });
  }

  /** Throws a trap. */
  remove(targets: readonly string[]): void {
    for (const row of this.#resolve(targets)) {
      this.spec.guardRemove?.(row);
      if (this.#kept.delete(row.id)) {
        this.#forgetKey(row);
        this.changed({ path: this.spec.path, id: row.id, kind: "removed" });
      } else if (this.spec.removeDynamic) this.spec.removeDynamic(row, this.facts);
      else throw failure("can not remove dynamic item");
    }
  }

  /** Replaces fields in stored form without checks: what the router itself writes down. */
  amend(row: StoredRow, fields: Row): void {
    this.#forgetKey(row);
    row.fields = fields;
    this.#keep(row);
    this.changed({ path: this.spec.path, id: row.id, kind: "changed" });
  }

  #keep(row: StoredRow): void {
    this.#kept.set(row.id, row);
    const key = this.spec.key && row.fields[this.spec.key];
    if (key !== undefined) this.#byKey.set(key, row.id);
  }

  #forgetKey(row: StoredRow): void {
    if (this.spec.key) this.#byKey.delete(row.fields[this.spec.key] ?? "");
  }

  #resolve(targets: readonly string[]): StoredRow[] {
    return targets.map((target) => {
      const row = this.find(target);
      if (!row) throw noSuchItem();
      return row;
    });
  }

  #changeable(targets: readonly string[]): StoredRow[] {
    if (this.spec.singleton) return [...this.#kept.values()];
    const rows = this.#resolve(targets);
    if (rows.some((row) => !this.#kept.has(row.id))) throw failure("can not change dynamic item");
    return rows;
  }

  #requireUnique(fields: Row, except?: string): void {
    const { unique } = this.spec;
    if (!unique) return;
    const [only = "", ...more] = unique.fields;
    const byKey = more.length === 0 && only === this.spec.key;
    const twin = byKey
      ? this.#byKey.get(fields[only] ?? "")
      : [...this.#kept.values()].find(
          (row) =>
            row.id !== except && unique.fields.every((name) => row.fields[name] === fields[name]),
        )?.id;
    if (twin !== undefined && twin !== except) throw failure(unique.message);
  }
}
