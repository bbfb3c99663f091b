import { invalidValue, noMatch } from "../traps";
import { duration, type Field, type FieldOptions, integer } from "./fields";

/** Upload and download of a queue, `up/down`; one part alone stands for both. */
function pair(part: Field["parse"], options: FieldOptions): Field {
  return {
    parse: (value, field, references) => {
      const [up = "", down = up, ...more] = value.split("/");
      if (more.length > 0) throw invalidValue(field);
      return `${part(up, field, references)}/${part(down, field, references)}`;
    },
    ...options,
  };
}

const MULTIPLES: Record<string, number> = { "": 1, k: 1e3, m: 1e6, g: 1e9 };

/** Bits per second: `5M` is read back as `5000000`. */
function rate(value: string, field: string): string {
  const match = /^(\d+(?:\.\d+)?)([kmg]?)$/i.exec(value);
  if (!match) throw invalidValue(field);
  return `${Math.round(Number(match[1]) * (MULTIPLES[(match[2] ?? "").toLowerCase()] ?? 1))}`;
}

export const rates = (options: FieldOptions = {}): Field =>
  pair(rate, { default: "0/0", removable: true, ...options });

/** One rate, for the `total-*` fields. */
export const singleRate = (options: FieldOptions = {}): Field => ({
  parse: rate,
  removable: true,
  ...options,
});

export const durations = (options: FieldOptions = {}): Field =>
  pair(duration().parse, { default: "0s/0s", removable: true, ...options });

export const priorities = (options: FieldOptions = {}): Field =>
  pair(integer(1, 8).parse, { default: "8/8", removable: true, ...options });

/** Decimal numbers such as `0.1`. */
export const decimals = (options: FieldOptions = {}): Field =>
  pair(
    (value, field) => {
      if (!/^\d+(\.\d+)?$/.test(value)) throw invalidValue(field);
      return `${Number(value)}`;
    },
    { removable: true, ...options },
  );

/** Two words of a list. */
export const words = (known: readonly string[], options: FieldOptions = {}): Field =>
  pair(
    (value, field) => {
      if (!known.includes(value)) throw noMatch(field);
      return value;
    },
    { removable: true, ...options },
  );
