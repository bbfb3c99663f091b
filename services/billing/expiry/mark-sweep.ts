import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Context } from "@/lib/context";
import { executeRows } from "@/lib/db";

const Mark = z.object({ resumed_at: z.coerce.date() });

/**
 * Writes down that the sweep runs, and returns since when it has run without a gap of five minutes. A mark of the future,
 * from a clock that was ahead, is a gap: it would else be believed until that time came, and nobody cut.
 */
export async function markSweep(ctx: Context, name: string): Promise<Date> {
  const now = ctx.now();
  const [mark] = await executeRows(
    ctx.db,
    sql`insert into sweep_marks as m (name, last_ran_at, resumed_at)
        values (${name}, ${now.toISOString()}::timestamptz, ${now.toISOString()}::timestamptz)
        on conflict (name) do update set
          resumed_at = case when m.last_ran_at between excluded.last_ran_at - interval '5 minutes'
              and excluded.last_ran_at + interval '5 minutes'
            then m.resumed_at else excluded.last_ran_at end,
          last_ran_at = case when m.last_ran_at > excluded.last_ran_at + interval '5 minutes'
            then excluded.last_ran_at else greatest(m.last_ran_at, excluded.last_ran_at) end
        returning resumed_at`,
    Mark,
  );
  return mark?.resumed_at ?? now;
}
