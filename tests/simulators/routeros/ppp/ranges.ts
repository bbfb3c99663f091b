import { isIPv4 } from "node:net";

/** IPv4 addresses as numbers, both ends included. */
export interface AddressRange {
  first: number;
  last: number;
}

export function toNumber(address: string): number {
  return address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
}

export function toAddress(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");
}

function parseRange(text: string): AddressRange | undefined {
  const [base = "", bits] = text.split("/");
  if (bits !== undefined) {
    if (!isIPv4(base) || !/^\d{1,2}$/.test(bits) || Number(bits) > 32) return undefined;
    const size = 2 ** (32 - Number(bits));
    const first = Math.floor(toNumber(base) / size) * size;
    return { first, last: first + size - 1 };
  }
  const [from = "", to = from] = text.split("-");
  if (!isIPv4(from) || !isIPv4(to)) return undefined;
  const range = { first: toNumber(from), last: toNumber(to) };
  return range.first <= range.last ? range : undefined;
}

/** The ranges of `10.0.0.2-10.0.0.9,10.1.0.0/24,10.2.0.1`; undefined if one is malformed. */
export function expandRanges(text: string): AddressRange[] | undefined {
  const parsed = text === "" ? [] : text.split(",").map((part) => parseRange(part.trim()));
  const ranges = parsed.filter((range) => range !== undefined);
  return ranges.length === parsed.length ? ranges : undefined;
}

/** Whether an address is in a comma list of prefixes; an empty list is everywhere. */
export function isAllowedFrom(list: string, address: string): boolean {
  if (list === "" || !isIPv4(address)) return true;
  const value = toNumber(address);
  return list.split(",").some((prefix) => {
    const [range] = expandRanges(prefix) ?? [];
    return range !== undefined && value >= range.first && value <= range.last;
  });
}
