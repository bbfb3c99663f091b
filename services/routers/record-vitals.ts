import { eq } from "drizzle-orm";
import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import type { NetwatchSummary, PortCounters, RouterVitals } from "@/lib/routeros";
import type { RouterStateRow } from "./load-router";
import { busiestPort, portRates } from "./port-rates";

// A little under the minute of the tick that asks, so that none is missed.
const POLL_EVERY_MS = 55_000;
const { routerSamples, routerStates } = schema;

export interface HealthReading {
  vitals: RouterVitals;
  ports: PortCounters[];
  netwatch: NetwatchSummary | undefined;
  /** Of the certificate that the router showed; undefined when plain or anonymous. */
  tlsFingerprint: string | undefined;
}

/** Writes what a first look told of the router's health, and when the next one is due. */
export async function recordVitals(
  ctx: Context,
  routerId: string,
  vitals: RouterVitals,
): Promise<void> {
  await handle(ctx)
    .update(routerStates)
    .set(vitalsUpdate(ctx, vitals))
    .where(eq(routerStates.routerId, routerId));
}

/**
 * Writes what a poll told of the router's health, with rates since the poll before, and one line of its history.
 * Returns whether the router has restarted since.
 */
export async function recordHealth(
  ctx: Context,
  before: RouterStateRow,
  { vitals, ports: counters, netwatch, tlsFingerprint }: HealthReading,
): Promise<{ rebooted: boolean }> {
  const { routerId } = before;
  const at = ctx.now();
  const rebooted = hasRestarted(before, vitals, at);
  const seconds = before.polledAt ? (at.getTime() - before.polledAt.getTime()) / 1000 : 0;
  const ports = portRates({ before: rebooted ? null : before.ports, now: counters, seconds });
  const known = before.seenTlsFingerprint;
  await handle(ctx)
    .update(routerStates)
    .set({
      ...vitalsUpdate(ctx, vitals),
      polledAt: at,
      ports,
      netwatch: netwatch ?? null,
      ...(rebooted && { rebootedAt: new Date(at.getTime() - vitals.uptimeSeconds * 1000) }),
      ...(tlsFingerprint && { seenTlsFingerprint: tlsFingerprint }),
      ...(tlsFingerprint && known && known !== tlsFingerprint && { tlsChangedAt: at }),
    })
    .where(eq(routerStates.routerId, routerId));
  const { rxKbps = null, txKbps = null } = busiestPort(ports) ?? {};
  const { cpuLoadPercent, freeMemoryBytes, sessionCount } = vitals;
  await handle(ctx)
    .insert(routerSamples)
    .values({ routerId, at, cpuLoadPercent, freeMemoryBytes, sessionCount, rxKbps, txKbps })
    .onConflictDoNothing();
  return { rebooted };
}

// Two clocks drift apart between polls; a restart takes longer than this.
const DRIFT_MS = 120_000;

/** Another machine is another matter. */
function hasRestarted(before: RouterStateRow, vitals: RouterVitals, at: Date): boolean {
  const { uptimeSeconds, polledAt, seenHardwareId } = before;
  if (uptimeSeconds === null) return false;
  if (vitals.hardwareId && seenHardwareId && vitals.hardwareId !== seenHardwareId) return false;
  if (vitals.uptimeSeconds < uptimeSeconds) return true;
  if (!polledAt) return false;
  const sinceBoot = at.getTime() - vitals.uptimeSeconds * 1000;
  return sinceBoot - (polledAt.getTime() - uptimeSeconds * 1000) > DRIFT_MS;
}

function vitalsUpdate(ctx: Context, vitals: RouterVitals) {
  const now = ctx.now();
  return {
    identity: vitals.identity,
    rosVersion: vitals.version,
    boardName: vitals.boardName,
    uptimeSeconds: vitals.uptimeSeconds,
    cpuLoadPercent: vitals.cpuLoadPercent,
    freeMemoryBytes: vitals.freeMemoryBytes,
    totalMemoryBytes: vitals.totalMemoryBytes,
    sessionCount: vitals.sessionCount,
    ...(vitals.hardwareId && { seenHardwareId: vitals.hardwareId }),
    lastSeenAt: now,
    nextPollAt: new Date(now.getTime() + POLL_EVERY_MS),
  };
}
