import { openRouter } from "../open-router";
import type { OpenOptions, ProbeReport, RouterAddress, RouterConnection } from "../port";
import { readCapabilities } from "./read-conditions";
import { readVitals } from "./read-vitals";

/** A router may get users of every kind. */
const ALL_SERVICES = ["pppoe", "static", "hotspot"] as const;

/**
 * "Test connection": signs in on a connection of its own and looks around without changing anything. Throws
 * RouterError with a sentence for staff that says exactly what is wrong.
 */
export async function probeRouter(
  address: RouterAddress,
  options: OpenOptions = {},
): Promise<ProbeReport> {
  const router = await openRouter(address, options);
  try {
    return await report(router, address.username);
  } finally {
    await router.close();
  }
}

async function report(router: RouterConnection, username: string): Promise<ProbeReport> {
  const vitals = await readVitals(router);
  const services = ALL_SERVICES;
  const { secretCount, ...found } = await readCapabilities(router, { username, vitals, services });
  return {
    ...vitals,
    connection: router.info,
    ...found,
    pppAvailable: secretCount !== undefined,
    secretCount: secretCount ?? 0,
    warnings: found.conditions.map((condition) => condition.message),
  };
}
