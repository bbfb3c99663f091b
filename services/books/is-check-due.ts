import { gte } from "drizzle-orm";
import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { dayOf, startOfDay } from "@/lib/time";

const { booksChecks } = schema;
const HOUR_MS = 3_600_000;
/** In Nairobi, when nobody pays. */
const AT_HOUR = 2;

/** True when the books have not been checked since two in the morning. */
export async function isCheckDue(ctx: Context): Promise<boolean> {
  const since = new Date(
    startOfDay(dayOf(new Date(ctx.now().getTime() - AT_HOUR * HOUR_MS))).getTime() +
      AT_HOUR * HOUR_MS,
  );
  return (await handle(ctx).$count(booksChecks, gte(booksChecks.ranAt, since))) === 0;
}
