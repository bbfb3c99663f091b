import { inArray } from "drizzle-orm";
import type { Context } from "@/lib/context";
import { schema } from "@/lib/db";
import { inngestClient } from "@/lib/events";
import { isPaused } from "@/services/installation";

export interface OutgoingEvent {
  id: string;
  name: string;
  data: Record<string, unknown>;
}

/** The fast path of the outbox: hands just-committed events over. What fails here is left to the sweep. */
export async function sendCommitted(ctx: Context, batch: OutgoingEvent[]): Promise<void> {
  if (await isPaused(ctx)) return;
  await inngestClient().send(batch);
  const ids = batch.map((event) => event.id);
  await ctx.db
    .update(schema.outbox)
    .set({ sentAt: ctx.now() })
    .where(inArray(schema.outbox.id, ids));
}
