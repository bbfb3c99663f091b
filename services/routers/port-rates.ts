import type { PortCounters, PortTraffic } from "@/lib/routeros";

/** A reading of counters with the one before it. */
export interface Readings {
  before: readonly PortCounters[] | null;
  now: readonly PortCounters[];
  /** Between the two. */
  seconds: number;
}

// Counters move in steps: over a shorter time a rate says nothing.
const SHORTEST_SECONDS = 5;

/** Counters with their rates since the reading before; null where it has none, or counted further. Pure. */
export function portRates({ before, now, seconds }: Readings): PortTraffic[] {
  const known = new Map((before ?? []).map((port) => [port.name, port]));
  return now.map((port) => {
    const former = known.get(port.name);
    const grown =
      former &&
      seconds >= SHORTEST_SECONDS &&
      port.rxBytes >= former.rxBytes &&
      port.txBytes >= former.txBytes;
    const kbps = (bytes: number) => Math.round((bytes * 8) / 1000 / seconds);
    return {
      ...port,
      rxKbps: grown ? kbps(port.rxBytes - former.rxBytes) : null,
      txKbps: grown ? kbps(port.txBytes - former.txBytes) : null,
    };
  });
}

/** The port that receives most: on a router of customers the one to the internet, as a rule. Undefined without rates. */
export function busiestPort(ports: readonly PortTraffic[] | null): PortTraffic | undefined {
  const rated = (ports ?? []).filter((port) => port.rxKbps !== null);
  return rated.reduce<PortTraffic | undefined>(
    (most, port) => ((port.rxKbps ?? 0) > (most?.rxKbps ?? -1) ? port : most),
    undefined,
  );
}
