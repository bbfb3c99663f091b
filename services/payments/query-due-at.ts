import { eq } from "drizzle-orm";
import type { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { ByAttempt } from "./schemas";

/** What lies further ahead is the business of a later sweep. */
const HORIZON_MS = 120_000;

/** When an attempt is to be asked about next, if that is soon; else undefined. */
export async function queryDueAt(
  ctx: Context,
  input: z.input<typeof ByAttempt>,
): Promise<Date | undefined> {
  authorise(ctx, { job: true });
  const { attemptId } = ByAttempt.parse(input);
  const [row] = await handle(ctx)
    .select({ at: schema.stkAttempts.nextQueryAt })
    .from(schema.stkAttempts)
    .where(eq(schema.stkAttempts.id, attemptId));
  const soon = row?.at && row.at.getTime() - ctx.now().getTime() <= HORIZON_MS;
  return soon && row.at ? row.at : undefined;
}
