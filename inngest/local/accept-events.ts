import canonicalize from "canonicalize";
import type pg from "pg";
import { withTransaction } from "./db";
import type { CompiledFunction } from "./protocol/compile-function";
import { matchEvent, slotsFor } from "./protocol/match-event";
import type { EventInput } from "./protocol/schemas";
import type { Registry } from "./registry";
import {
  clearWaiting,
  findWaitingEvents,
  insertEvents,
  type PlannedStart,
  type StoredEvent,
} from "./store/events";
import { idsFromSeed, ulid } from "./ulid";

/** An event in the form in which functions see it. */
export interface DeliveredEvent extends Record<string, unknown> {
  name: string;
  data: unknown;
  id: string;
  ts: number;
}

const WAITING_BATCH = 500;

/**
 * Stores sent events and starts what they trigger, in one commit. Returns the ids to answer with:
 * the same for a repeated send with the same seed, which then changes nothing.
 */
export async function acceptEvents(
  pool: pg.Pool,
  registry: Registry,
  inputs: EventInput[],
  seedHeader: string | undefined,
): Promise<string[]> {
  const ids = idsFromSeed(seedHeader, inputs.length) ?? inputs.map(() => ulid());
  const waiting = registry.isEmpty;
  const events = inputs.map((input, index) => toDelivered(input, ids[index] ?? ulid()));
  const stored = events.map((event, index) => toStored(event, ids[index] ?? event.id));
  const starts = stored.flatMap((row, index) => planStarts(registry, row.id, events[index]));
  await insertEvents(pool, stored, starts, { waiting });
  return ids;
}

/** Starts what the events trigger that had come before any app was known. */
export async function matchWaitingEvents(pool: pg.Pool, registry: Registry): Promise<void> {
  for (;;) {
    const batch = await findWaitingEvents(pool, WAITING_BATCH);
    if (batch.length === 0) return;
    const starts = batch.flatMap(({ id, body }) => planStarts(registry, id, JSON.parse(body)));
    await withTransaction(pool, async (client) => {
      await insertEvents(client, [], starts, { waiting: false });
      await clearWaiting(
        client,
        batch.map(({ id }) => id),
      );
    });
  }
}

/** Events of the server's own making, as far as any function listens to them. */
export function planOwnEvents(
  registry: Registry,
  events: DeliveredEvent[],
): { stored: StoredEvent[]; starts: PlannedStart[] } {
  const plans = events.map((event) => {
    const id = ulid();
    return { stored: toStored(event, id), starts: planStarts(registry, id, event) };
  });
  const heard = plans.filter(({ starts }) => starts.length > 0);
  return {
    stored: heard.map(({ stored }) => stored),
    starts: heard.flatMap(({ starts }) => starts),
  };
}

/** One start of a function by an event of whatever origin. */
export function planStart(
  fn: CompiledFunction,
  eventId: string,
  event: DeliveredEvent,
  eventKey: string,
): PlannedStart {
  return {
    runId: ulid(),
    functionId: fn.id,
    eventKey,
    eventId,
    eventName: event.name,
    slots: JSON.stringify(slotsFor(fn, event)),
    dueAtMs: event.ts,
  };
}

export function toStored(event: DeliveredEvent, id: string): StoredEvent {
  return { id, name: event.name, body: canonicalize(event) ?? "{}" };
}

function planStarts(
  registry: Registry,
  eventId: string,
  event: DeliveredEvent | undefined,
): PlannedStart[] {
  if (!event) return [];
  // function.failed and function.finished of one run carry the same id, the run's.
  const key = event.name.startsWith("inngest/") ? `${event.name} ${event.id}` : event.id;
  return matchEvent(registry.triggers, event).map((fn) => planStart(fn, eventId, event, key));
}

function toDelivered(input: EventInput, id: string): DeliveredEvent {
  return {
    name: input.name,
    data: input.data ?? {},
    id: input.id || id,
    ts: input.ts || Date.now(),
    ...(input.user ? { user: input.user } : {}),
    ...(input.v ? { v: input.v } : {}),
    ...(input.meta ? { meta: input.meta } : {}),
  };
}
