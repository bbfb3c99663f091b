import { insertLater, type TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { type EventData, type EventName, events } from "@/lib/events";
import { type OutgoingEvent, sendCommitted } from "./send-committed";

// One batch per transaction, so that a verb with five events makes one call to the job server.
const batches = new WeakMap<TxContext["afterCommit"], OutgoingEvent[]>();

/**
 * Writes an event in the caller's transaction; it leaves after the commit, and again by sweep until the job
 * server has taken it. The row's id is the event's id, so a second delivery is recognised.
 */
export async function enqueueEvent<N extends EventName>(
  ctx: TxContext,
  name: N,
  data: EventData<N>,
): Promise<string> {
  const event = { id: ctx.newId(), name, data: events[name].parse(data) };
  insertLater(ctx, schema.outbox, { ...event, createdAt: ctx.now() });
  const batch = batches.get(ctx.afterCommit);
  if (batch) {
    batch.push(event);
  } else {
    const fresh: OutgoingEvent[] = [event];
    batches.set(ctx.afterCommit, fresh);
    ctx.afterCommit.push(() => sendCommitted(ctx, fresh));
  }
  return event.id;
}
