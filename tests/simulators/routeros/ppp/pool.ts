import type { PppSession } from "../types";
import { type AddressRange, toNumber } from "./ranges";

/** How many addresses of the ranges running sessions hold. */
export function usedAddresses(ranges: readonly AddressRange[], sessions: PppSession[]): number {
  const held = sessions.map((session) => toNumber(session.address));
  return held.filter((value) => ranges.some(({ first, last }) => value >= first && value <= last))
    .length;
}
