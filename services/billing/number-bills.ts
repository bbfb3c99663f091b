import { setTimeout } from "node:timers/promises";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { yearOf } from "@/lib/billing";
import { type Context, type TxContext, withTransaction } from "@/lib/context";
import { executeRows } from "@/lib/db";

const BATCH = 500;
const Numbered = z.object({ id: z.string() });
const Waiting = z.object({
  bill_at: z.coerce.date().nullable(),
  note_at: z.coerce.date().nullable(),
});

/** What is numbered, and what stands before the year. */
const KINDS = {
  bill: { table: sql`bills`, prefix: "" },
  note: { table: sql`credit_notes`, prefix: "CN-" },
};
type Kind = keyof typeof KINDS;

/**
 * Sweep: gives bills and credit notes their numbers, `<year>-<six digits>` and `CN-<year>-<six digits>`, without gaps,
 * each in a short transaction of its own: only that may queue behind the series. Whoever finds a series taken leaves
 * the work to its holder or to the next sweep. Returns how many were numbered.
 */
export async function numberBills(ctx: Context): Promise<number> {
  const [oldest] = await executeRows(
    ctx.db,
    sql`select (select min(issued_at) from bills where number is null) as bill_at,
               (select min(issued_at) from credit_notes where number is null) as note_at`,
    Waiting,
  );
  const bills = oldest?.bill_at ? await numberOldest(ctx, "bill", oldest.bill_at) : 0;
  const notes = oldest?.note_at ? await numberOldest(ctx, "note", oldest.note_at) : 0;
  return bills + notes;
}

function numberOldest(ctx: Context, kind: Kind, oldest: Date): Promise<number> {
  const year = String(yearOf(oldest));
  const series = KINDS[kind].prefix + year;
  return withTransaction(outside(ctx), async (tx) => {
    await tx.tx.execute(
      sql`insert into bill_number_series (series) values (${series}) on conflict do nothing`,
    );
    const taken = await executeRows(
      tx.tx,
      sql`select series as id from bill_number_series where series = ${series} for update skip locked`,
      Numbered,
    );
    return taken.length === 0 ? 0 : numberSeries(tx, { kind, series, year });
  });
}

async function numberSeries(
  ctx: TxContext,
  { kind, series, year }: { kind: Kind; series: string; year: string },
): Promise<number> {
  const { table } = KINDS[kind];
  const numbered = await executeRows(
    ctx.tx,
    sql`with waiting as (
        select id, row_number() over (order by issued_at, id) as place from ${table}
        where number is null
          and extract(year from issued_at at time zone 'Africa/Nairobi')::text = ${year}
        order by issued_at, id limit ${BATCH}),
      given as (
        update ${table} b set number = s.series || '-' || ${padded(sql`(s.next_number + w.place - 1)::text`)}
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

/** Six digits at least: `lpad` alone would cut a longer number short. */
const padded = (digits: SQL): SQL => sql`lpad(${digits}, greatest(6, length(${digits})), '0')`;

/** Numbers new bills and credit notes right after the commit; the sweep finds what this misses. */
export function scheduleNumbering(ctx: TxContext): void {
  ctx.afterCommit.push(() => numberSoon(outside(ctx)));
}

/** The context of a transaction of one's own. */
const outside = (ctx: Context): Context => ({
  ...ctx,
  tx: undefined,
  afterCommit: undefined,
  later: undefined,
  company: undefined,
});

let underWay: Promise<void> | undefined;
let next: Promise<void> | undefined;

// Where bills come in a crowd, one run numbers what came within this time.
const GATHER_MS = 100;

/** One run at a time in this process; whoever comes meanwhile shares the next one, which sees their bills. */
function numberSoon(ctx: Context): Promise<void> {
  if (!underWay) {
    underWay = numberBills(ctx)
      .then(() => undefined)
      .finally(() => {
        underWay = undefined;
      });
    return underWay;
  }
  next ??= underWay
    .catch(() => undefined)
    .then(() => setTimeout(GATHER_MS))
    .then(() => {
      next = undefined;
      return numberSoon(ctx);
    });
  return next;
}
