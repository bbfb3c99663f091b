import { isIP } from "node:net";
import { formatDuration, parseDuration } from "../duration";
import { ambiguous, invalidValue, noMatch, outOfRange } from "../traps";

/** Resolves names of other tables' rows while a value is parsed or shown. */
export interface References {
  /** As in `Personality.release`. */
  readonly release: number;
  /** The `.id` of a row by `.id` or name. */
  idOf(table: string, target: string): string | undefined;
  nameOf(table: string, id: string): string | undefined;
}

/** What a field accepts, keeps and shows. */
export interface Field {
  /** From input to what is stored. Throws a trap. */
  parse(value: string, name: string, references: References): string;
  /** From what is stored to what is read back. The stored value itself if omitted. */
  show?(stored: string, references: References): string;
  /** Taken, as input, when `add` does not name the field. Without it the field stays absent. */
  default?: string | ((release: number) => string);
  required?: boolean;
  /** `unset` and `=!field=` may remove it. */
  removable?: boolean;
  /** With this value rows do not show it: empty comments, `all` servers. */
  absentWhen?: string;
  /** Shown to users with the `sensitive` policy only. */
  sensitive?: boolean;
  /** Written, never shown to anybody. */
  hidden?: boolean;
  /** First release that has it, as in `Personality.release`. */
  since?: number;
  /** First release that no longer has it. */
  until?: number;
  /** The router writes it, clients cannot. */
  readOnly?: boolean;
  /** Not kept but computed at each print. */
  live?: boolean;
}

export type FieldOptions = Omit<Field, "parse" | "show">;
type Options = FieldOptions;

export const text = (options: Options = {}): Field => ({ parse: (value) => value, ...options });

export const comment = (options: Options = {}): Field =>
  text({ absentWhen: "", removable: true, ...options });

/** Non-empty text that names the row. */
export const name = (options: Options = {}): Field => ({
  parse: (value, field) => {
    if (value === "") throw invalidValue(field);
    return value;
  },
  required: true,
  ...options,
});

/** Reads `true` or `false`, accepts `yes` and `no` too. */
export const bool = (options: Options = {}): Field => ({
  parse: (value, field) => {
    if (value === "yes" || value === "true") return "true";
    if (value === "no" || value === "false") return "false";
    throw noMatch(field);
  },
  ...options,
});

/** One word of a list; a unique beginning of a word will do, as on the console. */
export const oneOf = (words: readonly string[], options: Options = {}): Field => ({
  parse: (value, field) => {
    if (words.includes(value)) return value;
    const [first, second] = words.filter((word) => word.startsWith(value));
    if (first === undefined) throw noMatch(field);
    if (second !== undefined) throw ambiguous(field);
    return first;
  },
  ...options,
});

/** `require` is accepted and reads back as `required`. */
export const requirement = (options: Options = {}): Field =>
  oneOf(["default", "no", "yes", "required"], options);

/** `words` such as `unlimited` are accepted beside numbers. */
export const integer = (
  low: number,
  high: number,
  { words = [], ...options }: Options & { words?: readonly string[] } = {},
): Field => ({
  parse: (value, field) => {
    if (words.includes(value)) return value;
    if (!/^\d+$/.test(value)) throw invalidValue(field);
    if (Number(value) < low || Number(value) > high) throw outOfRange(field, low, high);
    return String(Number(value));
  },
  ...options,
});

export const bytes = (options: Options = {}): Field => integer(0, Number.MAX_SAFE_INTEGER, options);

/** A time span; `words` such as `none` are accepted beside it. */
export const duration = ({
  words = [],
  ...options
}: Options & { words?: readonly string[] } = {}): Field => ({
  parse: (value, field) => {
    if (words.includes(value)) return value;
    const milliseconds = parseDuration(value);
    if (milliseconds === undefined) throw invalidValue(field);
    return formatDuration(milliseconds);
  },
  ...options,
});

function requireAddress(value: string, field: string): string {
  if (isIP(value) === 0) throw invalidValue(field);
  return value;
}

export const address = (options: Options = {}): Field => ({
  parse: requireAddress,
  removable: true,
  ...options,
});

/** At most `limit` addresses, separated by commas; empty for none. */
export const addresses = (limit: number, options: Options = {}): Field => ({
  parse: (value, field) => {
    const list = value === "" ? [] : value.split(",");
    if (list.length > limit) throw invalidValue(field);
    return list.map((one) => requireAddress(one, field)).join(",");
  },
  ...options,
});

/** A prefix such as `2001:db8::/48`. */
export const prefix = (options: Options = {}): Field => ({
  parse: (value, field) => {
    const [base = "", bits = ""] = value.split("/");
    if (isIP(base) === 0 || !/^\d{1,3}$/.test(bits)) throw invalidValue(field);
    return value;
  },
  removable: true,
  ...options,
});

function showReference(table: string) {
  // The referent is kept by id: renames show at once, a removed one leaves its `*N` behind.
  return (stored: string, references: References) =>
    stored.startsWith("*") ? (references.nameOf(table, stored) ?? stored) : stored;
}

function resolve(table: string, value: string, field: string, references: References): string {
  if (value === "") throw ambiguous(field);
  const id = references.idOf(table, value);
  if (id === undefined) throw noMatch(field);
  return id;
}

/** The name of a row in another table; `words` are accepted beside the names. */
export const reference = (
  table: string,
  options: Options & { words?: readonly string[] } = {},
): Field => {
  const { words = [], ...rest } = options;
  return {
    parse: (value, field, references) =>
      words.includes(value) ? value : resolve(table, value, field, references),
    show: showReference(table),
    ...rest,
  };
};

/** An address or the name of a pool. */
export const addressOrPool = (options: Options = {}): Field => ({
  parse: (value, field, references) =>
    isIP(value) === 0 ? resolve("/ip/pool", value, field, references) : value,
  show: showReference("/ip/pool"),
  removable: true,
  ...options,
});

/** Something the router counts or knows. */
export const readOnly = (options: Options = {}): Field => text({ readOnly: true, ...options });

/** Something that changes by itself: the declaration's `computed` gives it at each print. */
export const live = (options: Options = {}): Field =>
  text({ readOnly: true, live: true, ...options });
