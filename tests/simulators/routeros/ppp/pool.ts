import type { PppSession } from "../types";
import { type AddressRange, toAddress, toNumber } from "./ranges";

/** How many addresses of the ranges running sessions hold. */
export function usedAddresses(ranges: readonly AddressRange[], sessions: PppSession[]): number {
  const held = sessions.map((session) => toNumber(session.address));
  return held.filter((value) => ranges.some(({ first, last }) => value >= first && value <= last))
    .length;
}

/** The first address of the ranges that is not taken (as a number); undefined if all are. */
export function freeAddress(
  ranges: readonly AddressRange[],
  taken: ReadonlyMap<number, unknown>,
): string | undefined {
  for (const { first, last } of ranges) {
    for (let value = first; value <= last; value += 1) {
      if (!taken.has(value)) return toAddress(value);
    }
  }
  return undefined;
}
