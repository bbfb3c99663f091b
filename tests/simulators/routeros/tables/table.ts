import { failure, missing, noMatch, noSuchItem, unknownParameter } from "../traps";
import type { Row } from "../types";
import type { Field, References } from "./fields";
import type { RouterFacts, StoredRow, TableSpec } from "./spec";

export interface TableChange {
  path: string;
  id: string;
  kind: "added" | "changed" | "removed";
}

const SINGLETON_ID = "*0";

/** One menu at work: its rows, and the rules of its declaration. */
export class Table {
  readonly #kept = new Map<string, StoredRow>();
  readonly #fields: [name: string, field: Field][];
  #nextId = 1;

  constructor(
    readonly spec: TableSpec,
    readonly facts: RouterFacts,
    readonly references: References,
    readonly changed: (change: TableChange) => void,
  ) {
    this.#fields = Object.entries(spec.fields).filter(
      ([, field]) => (field.since ?? 0) <= facts.personality.release,
    );
    this.reset();
  }

  /** Back to the rows of a factory-new router. */
  reset(): void {
    const factory = this.spec.factory?.(this.facts) ?? [];
    this.load({ nextId: this.spec.factory ? factory.length + 1 : 1, rows: factory });
    if (this.spec.singleton && this.#kept.size === 0) {
      this.#kept.set(SINGLETON_ID, { id: SINGLETON_ID, fields: this.#defaults({}) });
    }
  }

  load(state: { nextId: number; rows: readonly StoredRow[] }): void {
    this.#kept.clear();
    for (const row of state.rows) this.#kept.set(row.id, structuredClone(row));
    this.#nextId = state.nextId;
  }

  save(): { nextId: number; rows: StoredRow[] } {
    return { nextId: this.#nextId, rows: structuredClone([...this.#kept.values()]) };
  }

  rows(): StoredRow[] {
    return [...this.#kept.values(), ...(this.spec.dynamicRows?.(this.facts) ?? [])];
  }

  /** The row as clients read it, passwords included. */
  show(row: StoredRow): Row {
    const computed = this.spec.computed?.(row, this.facts);
    const values: Readonly<Record<string, string | undefined>> = { ...row.fields, ...computed };
    const shown: Row = this.spec.singleton ? {} : { ".id": row.id };
    for (const [name, field] of this.#fields) {
      const stored = values[name];
      if (stored !== undefined) shown[name] = field.show?.(stored, this.references) ?? stored;
    }
    return shown;
  }

  isSensitive(field: string): boolean {
    return this.spec.fields[field]?.sensitive === true;
  }

  has(field: string): boolean {
    return this.#fields.some(([name]) => name === field);
  }

  /** The row with this `.id` or, where rows have a key, this name. */
  find(target: string): StoredRow | undefined {
    const kept = this.#kept.get(target);
    if (kept) return kept;
    const { key } = this.spec;
    return this.rows().find(
      (row) => row.id === target || (key !== undefined && row.fields[key] === target),
    );
  }

  /** Returns the new `.id`. Throws a trap. */
  add(input: Row): string {
    const fields = this.#defaults(this.#parse(input));
    this.#requireUnique(fields);
    const id = `*${this.#nextId.toString(16).toUpperCase()}`;
    this.#nextId += 1;
    this.#kept.set(id, { id, fields });
    this.changed({ path: this.spec.path, id, kind: "added" });
    return id;
  }

  /** Changes the rows one after the other; `!field` removes a field. Throws a trap. */
  set(targets: readonly string[], input: Row): void {
    for (const row of this.#changeable(targets)) {
      const fields = { ...row.fields, ...this.#parse(input) };
      for (const name of Object.keys(input)) {
        if (name.startsWith("!")) this.#drop(fields, name.slice(1));
      }
      for (const [name, value] of Object.entries(fields)) {
        if (value === "" && this.spec.fields[name]?.absentWhenEmpty) delete fields[name];
      }
      this.#requireUnique(fields, row.id);
      this.amend(row, fields);
    }
  }

  /** Throws a trap. */
  unset(targets: readonly string[], field: string): void {
    if (!this.#field(field)?.removable) throw noMatch("value-name");
    this.set(targets, { [`!${field}`]: "" });
  }

  /** Throws a trap. */
  remove(targets: readonly string[]): void {
    for (const row of this.#resolve(targets)) {
      this.spec.guardRemove?.(row);
      if (this.#kept.delete(row.id)) {
        this.changed({ path: this.spec.path, id: row.id, kind: "removed" });
      } else if (this.spec.removeDynamic) this.spec.removeDynamic(row, this.facts);
      else throw failure("can not remove dynamic item");
    }
  }

  /** Replaces fields in stored form without checks: what the router itself writes down. */
  amend(row: StoredRow, fields: Row): void {
    row.fields = fields;
    this.changed({ path: this.spec.path, id: row.id, kind: "changed" });
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

  #field(name: string): Field | undefined {
    return this.#fields.find(([known]) => known === name)?.[1];
  }

  #parse(input: Row): Row {
    const parsed: Row = {};
    for (const [name, value] of Object.entries(input)) {
      const field = this.#field(name.replace(/^!/, ""));
      if (!field || field.readOnly) throw unknownParameter(name);
      if (!name.startsWith("!")) parsed[name] = field.parse(value, name, this.references);
      else if (!field.removable) throw unknownParameter(name);
    }
    return parsed;
  }

  #defaults(given: Row): Row {
    const fields: Row = {};
    for (const [name, field] of this.#fields) {
      const value = given[name] ?? this.#default(name, field);
      if (value === undefined && field.required) throw missing(name);
      if (value !== undefined && !(value === "" && field.absentWhenEmpty)) fields[name] = value;
    }
    return fields;
  }

  #default(name: string, field: Field): string | undefined {
    return field.default === undefined
      ? undefined
      : field.parse(field.default, name, this.references);
  }

  /** An unset field falls back to its default; without one it is absent. */
  #drop(fields: Row, name: string): void {
    const field = this.#field(name);
    const value = field && this.#default(name, field);
    if (value === undefined) delete fields[name];
    else fields[name] = value;
  }

  #requireUnique(fields: Row, except?: string): void {
    const { unique } = this.spec;
    if (!unique) return;
    for (const row of this.#kept.values()) {
      if (row.id === except) continue;
      if (unique.fields.every((name) => row.fields[name] === fields[name])) {
        throw failure(unique.message);
      }
    }
  }
}
