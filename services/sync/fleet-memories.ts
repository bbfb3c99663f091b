import { createHash } from "node:crypto";
import type { Context } from "@/lib/context";
import type { RouterPort } from "@/lib/routeros";
import { FleetMemory, type ServiceType, sharedTagOf, stableJson } from "@/lib/sync";
import type { RouterHead } from "./load-targets";

/** Whatever might escape the memory is found within this time: by then everybody has been looked at again. */
const LOOK_AGAIN_MS = 3_600_000;
/** So often the memory itself begins anew. */
const WHOLE_EVERY_MS = 24 * LOOK_AGAIN_MS;
const CROWD = 500;
/** Rows and users of all routers together, some 200 bytes each; the router that waited longest is forgotten first. */
const MAX_SIZE = 1_000_000;

export interface KeptMemory {
  memory: FleetMemory;
  key: string;
  since: number;
  /** What the router lacked when its users were judged. */
  findings: string;
  /** Which service types its users had: tells what to read before the database does. */
  services?: readonly ServiceType[];
}

// Of this process: after a restart everybody is looked at. On globalThis, as bundles and hot reload make copies.
const holder = globalThis as typeof globalThis & { ispFleetMemories?: Map<string, KeptMemory> };
const memories = () => {
  holder.ispFleetMemories ??= new Map();
  return holder.ispFleetMemories;
};

/**
 * When users who are looked at now are looked at again. A crowd is spread over the hour, so that no pass after the first
 * has to look at everybody.
 */
export function lookAgainAt(ctx: Context, crowd: number): (n: number) => number {
  const now = ctx.now().getTime();
  if (crowd < CROWD) return () => now + LOOK_AGAIN_MS;
  return (n) => now + Math.round(LOOK_AGAIN_MS * (1 - (0.9 * n) / crowd));
}

/**
 * Takes out what is remembered of a router, or begins anew: at first, once a day, and when the router, its settings,
 * its policy or its version are not the same. Whoever comes meanwhile begins anew too; a pass that fails keeps nothing.
 */
export function takeMemory(ctx: Context, head: RouterHead, port: RouterPort): KeptMemory {
  const { routerId } = head;
  const key = keyOf(head, port);
  const kept = memories().get(routerId);
  memories().delete(routerId);
  const now = ctx.now().getTime();
  const isGood = kept?.key === key && now - kept.since < WHOLE_EVERY_MS && kept.since <= now;
  if (isGood) return kept;
  return {
    memory: new FleetMemory(sharedTagOf(head.installationId)),
    key,
    since: now,
    findings: "",
  };
}

/** The service types of a router's users when it was last compared. */
export const lastServices = (routerId: string) => memories().get(routerId)?.services;

/** Puts it back for the next pass. */
export function keepMemory(routerId: string, kept: KeptMemory): void {
  const all = memories();
  all.set(routerId, kept);
  let size = 0;
  for (const { memory } of all.values()) size += memory.size;
  for (const [oldest, { memory }] of all) {
    if (size <= MAX_SIZE) return;
    all.delete(oldest);
    size -= memory.size;
  }
}

/** Everything that all users of a router depend on. */
function keyOf({ router, routerState, installationId }: RouterHead, port: RouterPort): string {
  const { settings, syncPolicy, host, hardwareId, apiUsername } = router;
  const { rosVersion, seenHardwareId, seenTlsFingerprint, rebootedAt } = routerState;
  const { tlsFingerprint } = port.info;
  const parts = { settings, syncPolicy, host, port: router.port, hardwareId, apiUsername };
  const seen = { rosVersion, seenHardwareId, seenTlsFingerprint, tlsFingerprint, rebootedAt };
  return createHash("sha256")
    .update(stableJson({ ...parts, ...seen, installationId }))
    .digest("hex");
}
