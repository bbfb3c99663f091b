import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Context, handle } from "@/lib/context";
import { executeRows } from "@/lib/db";
import type { ReceiptGaps } from "./judge-channel";

const DAY_MS = 86_400_000;
/** M-Pesa's list reaches back two days: what has not come by then does not come by itself. */
const PATIENCE_MS = 2 * DAY_MS;
/** As far back as the page of the days shows. */
const SHOWN_MS = 31 * DAY_MS;

const none = { count: 0, cents: 0 };
export const NO_GAPS: ReceiptGaps = { noReceipt: none, notBooked: none };

const Row = z.object({
  channelId: z.string(),
  missing: z.enum(["noReceipt", "notBooked"]),
  count: z.coerce.number(),
  cents: z.coerce.number(),
});

/** By shortcode: what one side has had for two days and the other has not. What was before the shortcode was added, is not ours. */
export async function loadReceiptGaps(ctx: Context): Promise<Map<string, ReceiptGaps>> {
  const before = (ms: number) =>
    sql`${new Date(ctx.now().getTime() - ms).toISOString()}::timestamptz`;
  const rows = await executeRows(
    handle(ctx),
    sql`
      select p.channel_id as "channelId", 'noReceipt' as missing, count(*), sum(p.amount_cents) as cents
      from payments p
      where p.receipt is null and p.provider = 'mpesa' and p.status <> 'reversed'
        and p.created_at < ${before(PATIENCE_MS)}
      group by 1
      union all
      select c.id, 'notBooked', count(*), sum(l.amount_cents)
      from payment_channels c join statement_lines l on l.channel_id = c.id
      where l.direction = 'in' and not l.is_charge and l.completed_at >= c.created_at
        and l.completed_at between ${before(SHOWN_MS)} and ${before(PATIENCE_MS)}
        and not exists (select 1 from payments p
          where p.provider = 'mpesa' and p.environment = c.environment and p.receipt = l.receipt)
      group by 1`,
    Row,
  );
  const gaps = new Map<string, ReceiptGaps>();
  for (const { channelId, missing, ...gap } of rows)
    gaps.set(channelId, { ...(gaps.get(channelId) ?? NO_GAPS), [missing]: gap });
  return gaps;
}
