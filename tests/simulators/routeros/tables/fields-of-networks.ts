import { isIP, isIPv4, isIPv6 } from "node:net";
import { expandRanges, toAddress } from "../ppp/ranges";
import { invalidValue, noMatch } from "../traps";
import type { Field, FieldOptions, References } from "./fields";

/** Colons, dashes, dots or nothing between the digits; reads `AA:BB:CC:DD:EE:FF`. */
export const mac = (options: FieldOptions = {}): Field => ({
  parse: (value, field) => {
    const digits = value.replace(/[:.-]/g, "").toUpperCase();
    if (!/^[0-9A-F]{12}$/.test(digits)) throw invalidValue(field);
    return (digits.match(/../g) ?? []).join(":");
  },
  ...options,
});

/** `10.0.0.7/24` becomes `10.0.0.0/24`. */
function toNetwork(value: string, field: string): string {
  const [range] = expandRanges(value) ?? [];
  if (!range) throw invalidValue(field);
  return `${toAddress(range.first)}/${Number(value.split("/")[1])}`;
}

/** A range that one prefix covers exactly becomes this prefix; a single address stays bare. */
function fold(value: string): string | undefined {
  const [range, ...more] = expandRanges(value) ?? [];
  if (!range || more.length > 0) return undefined;
  const size = range.last - range.first + 1;
  const bits = 32 - Math.log2(size);
  if (size === 1) return toAddress(range.first);
  if (Number.isInteger(bits) && range.first % size === 0) {
    return `${toAddress(range.first)}/${bits}`;
  }
  return `${toAddress(range.first)}-${toAddress(range.last)}`;
}

const DNS_NAME = /^(?=.*[a-z])[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i;

/** What an address list holds: an address, a prefix, a range or a DNS name. */
export const listedAddress = (options: FieldOptions = {}): Field => ({
  parse: (value, field) => {
    const folded = fold(value);
    if (folded !== undefined) return folded;
    if (!DNS_NAME.test(value)) throw invalidValue(field);
    return value;
  },
  ...options,
});

/** An address, a prefix or a range, kept as written. */
export const addressRange = (options: FieldOptions = {}): Field => ({
  parse: (value, field) => {
    const bare = value.replace(/^!/, "");
    if (isIPv6(bare.split("/")[0] ?? "")) return value;
    const ranges = expandRanges(bare);
    if (ranges?.length !== 1) throw invalidValue(field);
    return value;
  },
  ...options,
});

/** Prefixes separated by commas, each a bare address without its `/32`; empty for everywhere. */
export const allowedFrom = (options: FieldOptions = {}): Field => ({
  parse: (value, field) => {
    const parts = value === "" ? [] : value.split(",");
    if (parts.some((part) => isIP(part.split("/")[0] ?? "") === 0)) throw invalidValue(field);
    return parts.join(",");
  },
  ...options,
});

function oneTarget(part: string, field: string, references: References): string {
  if (isIPv4(part)) return `${part}/32`;
  if (isIPv6(part)) return `${part}/128`;
  if (isIPv6(part.split("/")[0] ?? "")) return part;
  if (/^[\d./]+$/.test(part)) return toNetwork(part, field);
  if (references.idOf("/interface", part) === undefined) throw noMatch(field);
  return part;
}

/** What a simple queue is for: addresses, which gain their `/32`, prefixes and interfaces. */
export const queueTarget = (options: FieldOptions = {}): Field => ({
  parse: (value, field, references) => {
    const parts = value === "" ? [] : value.split(",");
    return parts.map((part) => oneTarget(part, field, references)).join(",");
  },
  ...options,
});
