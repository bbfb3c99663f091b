import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { uuid } from "@/lib/id";
import {
  type RouterPort,
  readNetwatch,
  readPorts,
  readRefusals,
  readVitals,
  scanSessions,
  withRouter,
} from "@/lib/routeros";
import type { Intent } from "@/lib/sync";
import { isPaused } from "@/services/installation";
import {
  greetRouter,
  Places,
  recordHardware,
  requestOwed,
  routerAddress,
  routerAnswered,
  routerFailed,
  toSyncError,
} from "@/services/sync";
import { checkConditions } from "./check-conditions";
import { loadRouter, type RouterRow, type RouterStateRow } from "./load-router";
import { noteSessions } from "./note-sessions";
import { noteRefusals } from "./record-sightings";
import { recordHealth } from "./record-vitals";

const Input = z.object({ routerId: uuid() });
const HELLO_MS = 8_000;
const DEADLINE_MS = 15_000;
/** Taken only by routers that have just answered: hung ones keep nobody waiting. */
const places = new Places(20);
const RETRY_MS = 10_000;
const { desiredStates, routerStates } = schema;

export interface PollOutcome {
  reachability: "up" | "down" | "unknown";
  /** Worth another look in a few seconds. */
  again: boolean;
  /** When this look ended, ISO. */
  at: string;
}

/**
 * Reads a router's health, sessions and refused sign-ins; the one who knocks while the breaker is open. When a router
 * that was down, or has restarted, answers, everything that is owed to it is asked for at once. Errors: forbidden,
 * not_found.
 */
export async function pollRouter(ctx: Context, input: z.input<typeof Input>): Promise<PollOutcome> {
  authorise(ctx, { staff: "routers.write", job: true });
  const { routerId } = Input.parse(input);
  if (await isPaused(ctx)) return outcome(ctx, "unknown", false);
  const { router, state } = await loadRouter(ctx, routerId);
  try {
    const address = routerAddress(router);
    await greetRouter(address, HELLO_MS);
    await places.with(() => {
      const options = { lane: "bulk", signal: AbortSignal.timeout(DEADLINE_MS) } as const;
      return withRouter(address, options, (port) => look(ctx, port, router, state));
    });
    await routerAnswered(ctx, state);
    return outcome(ctx, "up", false);
  } catch (error) {
    const after = await routerFailed(ctx, routerId, toSyncError(error));
    const nextPollAt = new Date(ctx.now().getTime() + RETRY_MS);
    await handle(ctx)
      .update(routerStates)
      .set({ nextPollAt })
      .where(eq(routerStates.routerId, routerId));
    return outcome(ctx, after?.reachability ?? "unknown", true);
  }
}

async function look(ctx: Context, port: RouterPort, router: RouterRow, state: RouterStateRow) {
  const { routerId } = state;
  const services = await servicesOn(ctx, routerId);
  const [vitals, sessions] = await Promise.all([
    readVitals(port),
    scanSessions(port, services, { now: ctx.now }),
  ]);
  const [ports, netwatch] = await Promise.all([readPorts(port), readNetwatch(port)]);
  const reading = { vitals, ports, netwatch, tlsFingerprint: port.info.tlsFingerprint };
  const { rebooted } = await recordHealth(ctx, state, reading);
  await recordHardware(ctx, router, vitals.hardwareId);
  await checkConditions(ctx, port, router, state, { vitals, services });
  if (rebooted) await requestOwed(ctx, { routerId });
  await noteSessions(ctx, port, routerId, { tables: sessions, services });
  await readLog(ctx, port, routerId, rebooted ? "0" : state.logPosition);
}

/** The log's lines are numbered anew after a restart. */
async function readLog(ctx: Context, port: RouterPort, routerId: string, after: string | null) {
  const reading = await readRefusals(port, after);
  if (!reading) return;
  await noteRefusals(ctx, routerId, reading.refusals);
  if (reading.position === after) return;
  await handle(ctx)
    .update(routerStates)
    .set({ logPosition: reading.position })
    .where(eq(routerStates.routerId, routerId));
}

const outcome = (ctx: Context, reachability: PollOutcome["reachability"], again: boolean) => ({
  reachability,
  again,
  at: ctx.now().toISOString(),
});

const serviceType = sql<Intent["serviceType"]>`${desiredStates.intent}->>'serviceType'`;

async function servicesOn(ctx: Context, routerId: string): Promise<Intent["serviceType"][]> {
  const rows = await handle(ctx)
    .selectDistinct({ service: serviceType })
    .from(desiredStates)
    .where(eq(desiredStates.routerId, routerId));
  return rows.map((row) => row.service);
}
