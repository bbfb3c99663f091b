import { sql } from "drizzle-orm";
import { z } from "zod";
import { yearOf } from "@/lib/billing";
import { type Context, type TxContext, withTransaction } from "@/lib/context";
import { executeRows } from "@/lib/db";

const BATCH = 500;
const Numbered = z.object({ id: z.string() });
const Waiting = z.object({ issued_at: z.coerce.date() });

/**
 * Sweep: gives bills their numbers, `<year>-<six digits>`, without gaps, in a short transaction of its own: only that
 * may queue behind the series. Whoever finds the series taken leaves the work to its holder or to the next sweep.
 * Returns how many were numbered.
 */
export async function numberBills(ctx: Context): Promise<number> {
  const [oldest] = await executeRows(
    ctx.db,
    sql`select issued_at from bills where number is null order by issued_at limit 1`,
    Waiting,
  );
  if (!oldest) return 0;
  const series = String(yearOf(oldest.issued_at));
  return withTransaction({ ...ctx, tx: undefined, afterCommit: undefined }, async (tx) => {
    await tx.tx.execute(
      sql`insert into bill_number_series (series) values (${series}) on conflict do nothing`,
    );
    const taken = await executeRows(
      tx.tx,
      sql`select series as id from bill_number_series where series = ${series} for update skip locked`,
      Numbered,
    );
    return taken.length === 0 ? 0 : numberSeries(tx, series);
  });
}

async function numberSeries(ctx: TxContext, series: string): Promise<number> {
  const numbered = await executeRows(
    ctx.tx,
    sql`with waiting as (
        select id, row_number() over (order by issued_at, id) as place from bills
        where number is null
          and extract(year from issued_at at time zone 'Africa/Nairobi')::text = ${series}
        order by issued_at, id limit ${BATCH}),
      given as (
        update bills b set number = s.series || '-' || lpad((s.next_number + w.place - 1)::text, 6, '0')
        from waiting w, bill_number_series s where b.id = w.id and s.series = ${series}
        returning b.id),
      moved as (
        update bill_number_series set next_number = next_number + (select count(*) from waiting)
        where series = ${series})
      select id from given`,
    Numbered,
  );
  return numbered.length;
}

/** Numbers new bills right after the commit; the sweep finds what this misses. */
export function scheduleNumbering(ctx: TxContext): void {
  ctx.afterCommit.push(async () => {
    await numberBills({ ...ctx, tx: undefined, afterCommit: undefined });
  });
}
