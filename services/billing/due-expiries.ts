import { sql } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { executeRows } from "@/lib/db";
import { endOfAccess } from "./expiry/due";

const LIMIT = 120;
const Input = z.object({ horizonSeconds: z.number().int().min(1).max(600) });
const Row = z.object({ second: z.coerce.number() });

/**
 * The distinct seconds at which somebody's access ends within the horizon, soonest first, as ISO instants. Errors:
 * forbidden.
 */
export async function dueExpiries(ctx: Context, input: z.input<typeof Input>): Promise<string[]> {
  authorise(ctx, { job: true });
  const { horizonSeconds } = Input.parse(input);
  const now = ctx.now();
  const until = new Date(now.getTime() + horizonSeconds * 1000);
  const rows = await executeRows(
    handle(ctx),
    sql`select distinct ceil(extract(epoch from ${endOfAccess})) as second from users u
        where u.status = 'active' and u.expired_at is null
          and ${endOfAccess} > ${now.toISOString()}::timestamptz
          and ${endOfAccess} <= ${until.toISOString()}::timestamptz
        order by second limit ${LIMIT}`,
    Row,
  );
  return rows.map((row) => new Date(row.second * 1000).toISOString());
}
