import { sql } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { executeRows } from "@/lib/db";
import { dayOf, endOfDay, startOfDay } from "@/lib/time";
import { gapsBetween, type Span } from "@/services/statements";
import { stillComing } from "./differences";
import { loadChannel, loadChannels, type StatementChannel } from "./load-channel";
import { loadCoverage } from "./load-coverage";
import { matches } from "./matches";
import { ByChannel } from "./schemas";

const DAYS = 31;
const DAY_MS = 86_400_000;
const Row = z.object({
  day: z.string(),
  inCents: z.coerce.number(),
  inCount: z.coerce.number(),
  ourInCents: z.coerce.number(),
  outCents: z.coerce.number(),
  ourOutCents: z.coerce.number(),
  /** Movements that are missing on a side or whose amounts differ. */
  open: z.coerce.number(),
});

export type DaySummary = z.output<typeof Row> & { gaps: Span[] };

export interface Reconciliation {
  channel: StatementChannel;
  channels: StatementChannel[];
  /** Newest first; the last 31, today included. */
  days: DaySummary[];
}

/** The last month day by day, each with what is open on it. Errors: forbidden, not_found, unavailable (no M-Pesa). */
export async function listDays(
  ctx: Context,
  input: z.input<typeof ByChannel> = {},
): Promise<Reconciliation> {
  authorise(ctx, { staff: "read" });
  const { channelId } = ByChannel.parse(input);
  const channel = await loadChannel(ctx, channelId);
  const now = ctx.now();
  const from = startOfDay(dayOf(new Date(now.getTime() - (DAYS - 1) * DAY_MS)));
  const [rows, coverage, channels] = await Promise.all([
    summarise(ctx, channel, { from, until: endOfDay(dayOf(now)) }),
    loadCoverage(ctx, channel.id, from),
    loadChannels(ctx),
  ]);
  const byDay = new Map(rows.map((row) => [row.day, row]));
  const days = Array.from({ length: DAYS }, (_, back) => {
    const day = dayOf(new Date(now.getTime() - back * DAY_MS));
    const until = new Date(Math.min(endOfDay(day).getTime(), stillComing(now).getTime()));
    const gaps = gapsBetween(coverage.in, { from: startOfDay(day), until });
    return { ...(byDay.get(day) ?? nothing(day)), gaps };
  });
  return { channel, channels, days };
}

const nothing = (day: string) => ({
  day,
  inCents: 0,
  inCount: 0,
  ourInCents: 0,
  outCents: 0,
  ourOutCents: 0,
  open: 0,
});

const summarise = (ctx: Context, channel: StatementChannel, span: Span) =>
  executeRows(
    handle(ctx),
    sql`select to_char(m.at at time zone 'Africa/Nairobi', 'YYYY-MM-DD') as day,
          coalesce(sum(m.line_cents) filter (where m.direction = 'in'), 0) as "inCents",
          count(m.line_cents) filter (where m.direction = 'in') as "inCount",
          coalesce(sum(m.our_cents) filter (where m.direction = 'in'), 0) as "ourInCents",
          coalesce(sum(m.line_cents) filter (where m.direction = 'out'), 0) as "outCents",
          coalesce(sum(m.our_cents) filter (where m.direction = 'out'), 0) as "ourOutCents",
          count(*) filter (where not (m.line_id is null and m.at > ${stillComing(ctx.now()).toISOString()}::timestamptz)
            and (m.line_cents is distinct from m.our_cents or m.our_cents is distinct from m.ledger_cents)) as open
        from (${matches(channel, span)}) m group by 1`,
    Row,
  );
