import { sql } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { executeRows, schema } from "@/lib/db";
import { uuid } from "@/lib/id";

/** How far back, and how many minutes of it share a point: at most 144 points. */
const STEP_MINUTES = { 3: 2, 24: 10, 48: 20 } as const;
export const HISTORY_HOURS = [3, 24, 48] as const satisfies (keyof typeof STEP_MINUTES)[];

const Input = z.object({
  routerId: uuid(),
  /** What it does not know is a day. */
  hours: z.coerce.number().pipe(z.literal(HISTORY_HOURS)).catch(24),
});
const measured = z.coerce.number().nullable();
const Point = z.object({
  at: z.coerce.date(),
  cpuLoadPercent: measured,
  freeMemoryBytes: measured,
  sessionCount: measured,
  rxKbps: measured,
  txKbps: measured,
});

/** Means over one step; null where no poll got an answer. */
export type HistoryPoint = z.output<typeof Point>;

export interface RouterHistory {
  hours: (typeof HISTORY_HOURS)[number];
  stepMinutes: number;
  /** Oldest first, without holes in time. */
  points: HistoryPoint[];
}

/** What the polls have told of a router's health over the last hours; cached state only. Errors: forbidden. */
export async function getRouterHistory(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<RouterHistory> {
  authorise(ctx, { staff: "read" });
  const { routerId, hours } = Input.parse(input);
  const stepMinutes = STEP_MINUTES[hours];
  const { routerSamples: s } = schema;
  const step = sql`make_interval(mins => ${stepMinutes}::int)`;
  const bin = (at: unknown) => sql`date_bin(${step}, ${at}, timestamptz 'epoch')`;
  const now = sql`${ctx.now().toISOString()}::timestamptz`;
  const from = bin(sql`${now} - make_interval(hours => ${hours}::int) + ${step}`);
  const points = await executeRows(
    handle(ctx),
    sql`
    select slot.at as "at", round(avg(${s.cpuLoadPercent})) as "cpuLoadPercent",
      round(avg(${s.freeMemoryBytes})) as "freeMemoryBytes", round(avg(${s.sessionCount})) as "sessionCount",
      round(avg(${s.rxKbps})) as "rxKbps", round(avg(${s.txKbps})) as "txKbps"
    from generate_series(${from}, ${bin(now)}, ${step}) as slot(at)
    left join ${s} on ${s.routerId} = ${routerId} and ${s.at} >= slot.at and ${s.at} < slot.at + ${step}
    group by slot.at
    order by slot.at`,
    Point,
  );
  return { hours, stepMinutes, points };
}
