import { and, eq, isNull } from "drizzle-orm";
import { authorise, type Context, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { enqueueEvent } from "@/services/outbox";
import { isCheckDue } from "./is-check-due";

const { outbox } = schema;
const EVENT = "books/check.due";

/**
 * Sweep: wakes the nightly check when none has run since two in the morning. Not again while the last wake-up has not
 * left (a paused installation, no job server), or all of them would leave together. Returns how many it woke.
 */
export async function sweepBooks(ctx: Context): Promise<number> {
  authorise(ctx, { job: true });
  return withTransaction(ctx, async (tx) => {
    const waiting = and(eq(outbox.name, EVENT), isNull(outbox.sentAt));
    if (!(await isCheckDue(tx)) || (await tx.tx.$count(outbox, waiting)) > 0) return 0;
    await enqueueEvent(tx, EVENT, {});
    return 1;
  });
}
