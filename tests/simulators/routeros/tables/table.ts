import { failure, noMatch, noSuchCommand, noSuchItem, unknownParameter } from "../traps";
import type { Row } from "../types";
import type { References } from "./fields";
import { Rows } from "./rows";
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
  /** The row is in no snapshot. */
  dynamic?: boolean;
}

const SINGLETON_ID = "*0";
/** Rows that the router makes take their ids from here, so that their number changes no other id. */
const FIRST_DYNAMIC_ID = 0x70000000;

const hexId = (id: number) => `*${id.toString(16).toUpperCase()}`;

/** One menu at work: its rows, and the rules of its declaration. */
export class Table {
  readonly #rows = new Rows();
  readonly #shape: RowShape;
  #nextId = 1;
  #nextDynamicId = FIRST_DYNAMIC_ID;

  constructor(
    readonly spec: TableSpec,
    readonly facts: RouterFacts,
    references: References,
    readonly changed: (change: TableChange) => void,
  ) {
    this.#shape = new RowShape(spec.fields, facts.personality.release, references);
  }

  /** Back to the rows of a factory-new router. */
  reset(): void {
    const single = this.spec.singleton ? [{ id: SINGLETON_ID, fields: {} }] : [];
    const factory = this.spec.factory?.(this.facts) ?? single;
    const rows = factory.map(({ id, fields }) => ({ id, fields: this.#shape.complete(fields) }));
    this.load({ nextId: rows.length + 1, rows });
  }

  load(state: { nextId: number; rows: readonly StoredRow[] }): void {
    this.#rows.clear();
    for (const { id, fields } of state.rows) this.#rows.insert({ id, fields: { ...fields } });
    this.#nextId = state.nextId;
  }

  save(): { nextId: number; rows: StoredRow[] } {
    const kept = this.#rows.all().filter((row) => !row.dynamic);
    const rows = kept.map(({ id, fields }) => ({ id, fields: { ...fields } }));
    return { nextId: this.#nextId, rows };
  }

  rows(): StoredRow[] {
    return this.#rows.all();
  }

  get size(): number {
    return this.#rows.size;
  }

  /** Rows whose stored field has this value; undefined if only a look at each row can tell. */
  having(field: string, value: string): Iterable<StoredRow> | undefined {
    if (field === ".id") {
      const row = this.#rows.get(value);
      return row && !this.spec.singleton ? [row] : [];
    }
    if (!this.#shape.isPlain(field)) return undefined;
    return this.#rows.having(field, (fields) => fields[field], value);
  }

  /** Reads single fields of a row as clients see them, passwords included. */
  reader(row: StoredRow): (name: string) => string | undefined {
    let computed: Readonly<Record<string, string | undefined>> | undefined;
    return (name) => {
      if (name === ".id") return this.spec.singleton ? undefined : row.id;
      const field = this.#shape.field(name);
      const own = field?.hidden ? undefined : field && row.fields[name];
      if (own !== undefined) return this.#shape.show(name, own);
      if (!field?.live) return undefined;
      computed ??= this.spec.computed?.(row, this.facts) ?? {};
      return computed[name];
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
    const row = this.#rows.get(target);
    const { key } = this.spec;
    if (row || key === undefined) return row;
    const [named] = this.#rows.having(key, (fields) => fields[key], target);
    return named;
  }

  /** Every row with this name; in some tables names repeat. */
  rowsNamed(name: string): StoredRow[] {
    const { key = "name" } = this.spec;
    return [...this.#rows.having(key, (fields) => fields[key], name)];
  }

  /** Returns the new `.id`. Throws a trap. */
  add({ "place-before": before, ...input }: Row): string {
    if (!this.spec.verbs.includes("add")) throw noSuchCommand();
    if (before !== undefined && !this.spec.ordered) throw unknownParameter("place-before");
    const given = { ...this.#automatic(), ...input };
    const row: StoredRow = { id: "", fields: this.#shape.complete(this.#shape.parse(given)) };
    this.spec.settle?.(row, this.facts);
    this.#requireUnique(row.fields);
    const next = before === undefined ? undefined : this.require(before).id;
    row.id = row.dynamic ? this.#dynamicId() : hexId(this.#nextId++);
    this.#insert(row, next);
    return row.id;
  }

  /** A row that the router makes itself, fields in stored form. Returns its `.id`. */
  place(fields: Row, id = this.#dynamicId(), expiresAt?: number): string {
    this.#insert({ id, fields, dynamic: true, ...(expiresAt === undefined ? {} : { expiresAt }) });
    return id;
  }

  /** A dynamic row becomes one of the client's own. */
  keep(row: StoredRow, fields: Row): void {
    delete row.dynamic;
    this.amend(row, fields);
  }

  /** Takes a row away without asking: what the router itself does. */
  withdraw(id: string): void {
    const row = this.#rows.get(id);
    if (row && this.#rows.delete(id)) this.#tell(row, "removed");
  }

  /** The first rows go, so that so many are left. */
  trim(size: number): void {
    for (let first = this.#rows.first; first && this.#rows.size > size; first = this.#rows.first) {
      this.withdraw(first.id);
    }
  }

  /** Everything goes that does not outlive a reboot. */
  forgetDynamic(): void {
    for (const row of this.rows()) if (row.dynamic) this.withdraw(row.id);
  }

  /** Changes the rows one after the other; `!field` removes a field. Throws a trap. */
  set(targets: readonly string[], input: Row): void {
    for (const row of this.#changeable(targets)) {
      const draft = { ...row, fields: this.#shape.change(row.fields, input) };
      this.spec.settle?.(draft, this.facts);
      this.#requireUnique(draft.fields, row.id);
      this.#rows.update(row, () => Object.assign(row, draft));
      this.#expire(row);
      this.#tell(row, "changed");
    }
  }

  /** Throws a trap. */
  unset(targets: readonly string[], field: string): void {
    if (!this.#shape.field(field)?.removable) throw noMatch("value-name");
    this.set(targets, { [`!${field}`]: "" });
  }

  /** Throws a trap. */
  remove(targets: readonly string[]): void {
    for (const row of targets.map((target) => this.require(target))) {
      this.spec.guardRemove?.(row, this.facts);
      if (!row.dynamic || row.expiresAt !== undefined) this.withdraw(row.id);
      else if (this.spec.removeDynamic) this.spec.removeDynamic(row, this.facts, this);
      else throw failure("can not remove dynamic item");
    }
  }

  /** Puts the rows in front of another one; without it, or if there is none, behind all. Throws a trap. */
  move(targets: readonly string[], destination?: string): void {
    const before = destination === undefined ? undefined : this.find(destination)?.id;
    for (const row of targets.map((target) => this.require(target))) {
      this.#rows.move(row.id, before);
      this.#tell(row, "changed");
    }
  }

  /** Replaces fields in stored form without checks: what the router itself writes down. */
  amend(row: StoredRow, fields: Row): void {
    this.#rows.update(row, () => {
      row.fields = fields;
    });
    this.#tell(row, "changed");
  }

  #automatic(): Row {
    const { autoName, key = "" } = this.spec;
    if (autoName === undefined) return {};
    let number = 1;
    while (this.find(`${autoName}${number}`)) number += 1;
    return { [key]: `${autoName}${number}` };
  }

  #dynamicId(): string {
    return hexId(this.#nextDynamicId++);
  }

  #insert(row: StoredRow, before?: string): void {
    row.addedAt = this.facts.now();
    this.#rows.insert(row, before);
    this.#expire(row);
    this.#tell(row, "added");
  }

  #tell({ id, dynamic }: StoredRow, kind: TableChange["kind"]): void {
    this.changed({ path: this.spec.path, id, kind, ...(dynamic ? { dynamic } : {}) });
  }

  #expire({ id, expiresAt }: StoredRow): void {
    if (expiresAt === undefined) return;
    this.facts.at(expiresAt, () => {
      // It may be gone by now, or have been given more time.
      if (this.#rows.get(id)?.expiresAt === expiresAt) this.withdraw(id);
    });
  }

  /** The row with this `.id` or name. Throws a trap. */
  require(target: string): StoredRow {
    const row = this.find(target);
    if (!row) throw noSuchItem();
    return row;
  }

  #changeable(targets: readonly string[]): StoredRow[] {
    const rows = this.spec.singleton ? this.rows() : targets.map((target) => this.require(target));
    if (rows.some((row) => row.dynamic)) throw failure("can not change dynamic item");
    return rows;
  }

  #requireUnique(fields: Row, except?: string): void {
    for (const unique of this.spec.unique ?? []) {
      const key = unique.key(fields);
      if (key === undefined) continue;
      for (const { id, fields: others } of this.#rows.having(unique, unique.key, key)) {
        if (id === except || unique.clashes?.(fields, others) === false) continue;
        throw failure(unique.message);
      }
    }
  }
}
