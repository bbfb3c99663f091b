import { missing, unknownParameter } from "../traps";
import type { Row } from "../types";
import type { Field, References } from "./fields";

/** The fields of one menu on one release: what rows of it may hold and how they read. */
export class RowShape {
  readonly #fields: Map<string, Field>;
  /** Those that some value hides. */
  readonly #hiding: [name: string, field: Field][];
  /** Parsed defaults; those that name other rows are looked up each time. */
  readonly #defaults = new Map<string, string>();

  constructor(
    fields: Record<string, Field>,
    readonly release: number,
    readonly references: References,
  ) {
    const known = Object.entries(fields).filter(
      ([, { since = 0, until = Number.POSITIVE_INFINITY }]) => since <= release && release < until,
    );
    this.#fields = new Map(known);
    this.#hiding = known.filter(([, { absentWhen }]) => absentWhen !== undefined);
  }

  field(name: string): Field | undefined {
    return this.#fields.get(name);
  }

  /** From input to stored form; `!field` is checked but yields nothing. Throws a trap. */
  parse(input: Row): Row {
    const parsed: Row = {};
    for (const [name, value] of Object.entries(input)) {
      const field = this.field(name.replace(/^!/, ""));
      if (!field || field.readOnly) throw unknownParameter(name);
      if (!name.startsWith("!")) parsed[name] = field.parse(value, name, this.references);
      else if (!field.removable) throw unknownParameter(name);
    }
    return parsed;
  }

  /** A new row: what was given, defaults for the rest. Throws a trap. */
  complete(given: Row): Row {
    const fields: Row = {};
    for (const [name, field] of this.#fields) {
      const value = given[name] ?? this.#default(name, field);
      if (value === undefined && field.required) throw missing(name);
      if (value !== undefined) fields[name] = value;
    }
    return this.#withoutEmpty(fields);
  }

  /** A row after `set`. Fields that are unset fall back to their default, if any. Throws a trap. */
  change(fields: Row, input: Row): Row {
    const changed = { ...fields, ...this.parse(input) };
    for (const mark of Object.keys(input).filter((key) => key.startsWith("!"))) {
      const name = mark.slice(1);
      const field = this.field(name);
      const value = field && this.#default(name, field);
      if (value === undefined) delete changed[name];
      else changed[name] = value;
    }
    return this.#withoutEmpty(changed);
  }

  /** Clients read this field as it is stored. */
  isPlain(name: string): boolean {
    const field = this.field(name);
    return field !== undefined && !field.show && !field.sensitive && !field.hidden && !field.live;
  }

  /** In the order in which rows show them. */
  names(): IterableIterator<string> {
    return this.#fields.keys();
  }

  /** From stored form to what clients read. */
  show(name: string, stored: string): string {
    return this.field(name)?.show?.(stored, this.references) ?? stored;
  }

  #default(name: string, field: Field): string | undefined {
    if (field.default === undefined) return undefined;
    const known = this.#defaults.get(name);
    if (known !== undefined) return known;
    const input = typeof field.default === "function" ? field.default(this.release) : field.default;
    const parsed = field.parse(input, name, this.references);
    if (!field.show) this.#defaults.set(name, parsed);
    return parsed;
  }

  #withoutEmpty(fields: Row): Row {
    for (const [name, { absentWhen }] of this.#hiding) {
      if (fields[name] === absentWhen) delete fields[name];
    }
    return fields;
  }
}
