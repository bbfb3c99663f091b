import { type SQL, sql } from "drizzle-orm";
import { type Context, startAfterCommit } from "@/lib/context";
import { schema } from "@/lib/db";
import { type EventData, type EventName, events } from "@/lib/events";
import { sendCommitted } from "./send-committed";

/**
 * For a single statement that is a transaction of its own: `write` is the event's row, to stand beside the statement's
 * own in one `with`, once per row of `from`; `send` is for after its success. What is never sent is the sweep's.
 */
export function eventBeside<N extends EventName>(
  ctx: Context,
  name: N,
  data: EventData<N>,
): { write: (from: string) => SQL; send: () => void } {
  const event = { id: ctx.newId(), name, data: events[name].parse(data) };
  const { outbox } = schema;
  return {
    write: (from) => sql`
      insert into ${outbox} (id, name, data, created_at)
      select ${event.id}::uuid, ${name}, ${JSON.stringify(event.data)}::jsonb, ${ctx.now().toISOString()}::timestamptz
      from ${sql.identifier(from)}`,
    send: () => startAfterCommit(ctx, [() => sendCommitted(ctx, [event])]),
  };
}
