import { gte } from "drizzle-orm";
import { authorise, type Context, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { dayOf, startOfDay } from "@/lib/time";
import { enqueueEvent } from "@/services/outbox";

const { booksChecks } = schema;
const HOUR_MS = 3_600_000;
/** In Nairobi, when nobody pays. */
const AT_HOUR = 2;

/** Sweep: wakes the nightly check when none has run since two in the morning. Returns how many it woke. */
export async function sweepBooks(ctx: Context): Promise<number> {
  authorise(ctx, { job: true });
  return withTransaction(ctx, async (tx) => {
    const since = new Date(
      startOfDay(dayOf(new Date(tx.now().getTime() - AT_HOUR * HOUR_MS))).getTime() +
        AT_HOUR * HOUR_MS,
    );
    if ((await tx.tx.$count(booksChecks, gte(booksChecks.ranAt, since))) > 0) return 0;
    await enqueueEvent(tx, "books/check.due", {});
    return 1;
  });
}
