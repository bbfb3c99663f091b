import { expandRanges, toNumber } from "../ppp/ranges";
import type { StoredRow } from "../tables/spec";
import type { Row } from "../types";

function covers(range: string | undefined, address: string): boolean {
  if (range === undefined) return true;
  const value = toNumber(address);
  return (expandRanges(range) ?? []).some(({ first, last }) => value >= first && value <= last);
}

/** The first binding that is meant for the device; `server` is the `.id` of its hotspot server. */
export function bindingOf(
  bindings: readonly StoredRow[],
  device: { mac: string; address: string },
  server: string,
): Row | undefined {
  return bindings.find(
    ({ fields }) =>
      fields.disabled !== "true" &&
      (fields.server === undefined || fields.server === server) &&
      (fields["mac-address"] === undefined || fields["mac-address"] === device.mac) &&
      covers(fields.address, device.address),
  )?.fields;
}
