import type { Row } from "../types";
import type { StoredRow } from "./spec";

type KeyOf = (fields: Row) => string | undefined;

/** Rows by a value that follows from their fields. */
class Index {
  readonly #rows = new Map<string, Set<StoredRow>>();
  constructor(readonly keyOf: KeyOf) {}

  get(key: string): ReadonlySet<StoredRow> {
    return this.#rows.get(key) ?? NONE;
  }

  add(row: StoredRow): void {
    const key = this.keyOf(row.fields);
    if (key === undefined) return;
    const same = this.#rows.get(key);
    if (same) same.add(row);
    else this.#rows.set(key, new Set([row]));
  }

  delete(row: StoredRow): void {
    const key = this.keyOf(row.fields);
    const same = key === undefined ? undefined : this.#rows.get(key);
    same?.delete(row);
    if (key !== undefined && same?.size === 0) this.#rows.delete(key);
  }
}

const NONE: ReadonlySet<StoredRow> = new Set();

interface Link {
  row: StoredRow;
  previous?: Link;
  next?: Link;
}

/** The rows of one table in their order. Every step but a walk takes constant time. */
export class Rows {
  readonly #links = new Map<string, Link>();
  readonly #indexes = new Map<unknown, Index>();
  #first: Link | undefined;
  #last: Link | undefined;

  get size(): number {
    return this.#links.size;
  }

  get first(): StoredRow | undefined {
    return this.#first?.row;
  }

  get(id: string): StoredRow | undefined {
    return this.#links.get(id)?.row;
  }

  /** In front of the row `before`, or behind all others. */
  insert(row: StoredRow, before?: string): void {
    const link: Link = { row };
    this.#links.set(row.id, link);
    this.#link(link, before);
    for (const index of this.#indexes.values()) index.add(row);
  }

  delete(id: string): boolean {
    const link = this.#links.get(id);
    if (!link) return false;
    this.#links.delete(id);
    this.#unlink(link);
    for (const index of this.#indexes.values()) index.delete(link.row);
    return true;
  }

  /** In front of the row `before`, or behind all others. */
  move(id: string, before?: string): void {
    const link = this.#links.get(id);
    if (!link || id === before) return;
    this.#unlink(link);
    this.#link(link, before);
  }

  /** Changes a row's content without losing it from the indexes. */
  update(row: StoredRow, change: () => void): void {
    for (const index of this.#indexes.values()) index.delete(row);
    change();
    for (const index of this.#indexes.values()) index.add(row);
  }

  clear(): void {
    for (const { row } of this.#links.values()) {
      for (const index of this.#indexes.values()) index.delete(row);
    }
    this.#links.clear();
    this.#first = undefined;
    this.#last = undefined;
  }

  all(): StoredRow[] {
    const rows: StoredRow[] = [];
    for (let link = this.#first; link; link = link.next) rows.push(link.row);
    return rows;
  }

  /** Rows with this key, in no particular order. The index is made at the first question. */
  having(name: unknown, keyOf: KeyOf, key: string): ReadonlySet<StoredRow> {
    let index = this.#indexes.get(name);
    if (!index) {
      index = new Index(keyOf);
      for (const { row } of this.#links.values()) index.add(row);
      this.#indexes.set(name, index);
    }
    return index.get(key);
  }

  #link(link: Link, before: string | undefined): void {
    const next = before === undefined ? undefined : this.#links.get(before);
    link.next = next;
    link.previous = next ? next.previous : this.#last;
    if (link.previous) link.previous.next = link;
    else this.#first = link;
    if (next) next.previous = link;
    else this.#last = link;
  }

  #unlink({ previous, next }: Link): void {
    if (previous) previous.next = next;
    else this.#first = next;
    if (next) next.previous = previous;
    else this.#last = previous;
  }
}
