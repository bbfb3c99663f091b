import { setTimeout } from "node:timers/promises";
import type { Context } from "@/lib/context";
import { isOneOf, schema } from "@/lib/db";
import { inngestClient } from "@/lib/events";
import { isPaused } from "@/services/installation";

export interface OutgoingEvent {
  id: string;
  name: string;
  data: Record<string, unknown>;
}

const MAX_BATCH = 200;
// When so many came during one call it is a crowd: what else comes within this time shares the next one.
const CROWD = 3;
const GATHER_MS = 100;
let waiting: OutgoingEvent[] = [];
let underWay: Promise<void> | undefined;

/**
 * The fast path of the outbox: hands just-committed events over. One call to the job server at a time in this process;
 * what is committed meanwhile leaves together in the next. What fails here is left to the sweep.
 */
export async function sendCommitted(ctx: Context, events: OutgoingEvent[]): Promise<void> {
  waiting.push(...events);
  underWay ??= sendAll(ctx).finally(() => {
    underWay = undefined;
  });
  await underWay;
}

async function sendAll(ctx: Context): Promise<void> {
  while (waiting.length > 0) {
    const batch = waiting.slice(0, MAX_BATCH);
    waiting = waiting.slice(MAX_BATCH);
    await send(ctx, batch).catch((error: unknown) => {
      ctx.log.warn({ err: error, events: batch.length }, "events are left to the sweep");
    });
    if (waiting.length >= CROWD) await setTimeout(GATHER_MS);
  }
}

async function send(ctx: Context, batch: OutgoingEvent[]): Promise<void> {
  if (await isPaused(ctx)) return;
  await inngestClient().send(batch);
  const ids = batch.map((event) => event.id);
  await ctx.db
    .update(schema.outbox)
    .set({ sentAt: ctx.now() })
    .where(isOneOf(schema.outbox.id, ids));
}
