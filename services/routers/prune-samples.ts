import { lt } from "drizzle-orm";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";

const KEPT_MS = 48 * 3_600_000;
const { routerSamples } = schema;

/** Sweep: forgets the history of health that is older than two days. Returns how many lines. Errors: forbidden. */
export async function pruneSamples(ctx: Context): Promise<number> {
  authorise(ctx, { job: true });
  const until = new Date(ctx.now().getTime() - KEPT_MS);
  const gone = await handle(ctx)
    .delete(routerSamples)
    .where(lt(routerSamples.at, until))
    .returning({ at: routerSamples.at });
  return gone.length;
}
