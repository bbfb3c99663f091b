import { sql } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { executeRows } from "@/lib/db";
import { endOfDay, startOfDay } from "@/lib/time";
import { gapsBetween, type Span } from "@/services/statements";
import { type DifferenceKind, differenceOf, type Match, stillComing } from "./differences";
import { loadChannel, type StatementChannel } from "./load-channel";
import { loadCoverage } from "./load-coverage";
import { matches } from "./matches";
import { ByChannelAndDay } from "./schemas";

const cents = z.coerce.number().nullable();
const Row = z.object({
  direction: z.enum(["in", "out"]),
  at: z.coerce.date(),
  line_id: z.string().nullable(),
  receipt: z.string().nullable(),
  line_cents: cents,
  details: z.string().nullable(),
  payer_name: z.string().nullable(),
  linked_receipt: z.string().nullable(),
  kind: z.enum(["payment", "reversal", "refund", "withdrawal"]).nullable(),
  payment_id: z.string().nullable(),
  our_cents: cents,
  ledger_cents: cents,
  whole_cents: cents,
});
const MAX_DIFFERENCES = 500;

export interface Side {
  count: number;
  cents: number;
}

/** Money in one direction as each of the three has it. */
export interface Sides {
  statement: Side;
  ours: Side;
  ledger: Side;
}

export interface ReconciledDay {
  day: string;
  channel: StatementChannel;
  in: Sides;
  out: Sides;
  /** M-Pesa's own fees. */
  charges: Side;
  /** The first 500. */
  differences: (Match & { difference: DifferenceKind })[];
  differenceCount: number;
  /** Parts of the day, up to now, that no list covers. */
  gaps: Span[];
}

/**
 * One Kenyan day: the provider's statement, our payments and the ledger against each other, and each movement in which
 * they differ. Errors: forbidden, invalid (day), not_found, unavailable (no M-Pesa).
 */
export async function reconcileDay(
  ctx: Context,
  input: z.input<typeof ByChannelAndDay>,
): Promise<ReconciledDay> {
  authorise(ctx, { staff: "read" });
  const { channelId, day } = ByChannelAndDay.parse(input);
  const channel = await loadChannel(ctx, channelId);
  const span = { from: startOfDay(day), until: endOfDay(day) };
  const [found, coverage, charges] = await Promise.all([
    loadMatches(ctx, channel, span),
    loadCoverage(ctx, channel.id, span.from),
    loadCharges(ctx, channel, span),
  ]);
  const settled = stillComing(ctx.now());
  const differences = found.flatMap((match) => {
    // What has just been paid is on no list yet.
    if (match.lineId === null && match.at > settled) return [];
    const difference = differenceOf(match, coverage);
    return difference ? [{ ...match, difference }] : [];
  });
  return {
    day,
    channel,
    in: sidesOf(found.filter((match) => match.direction === "in")),
    out: sidesOf(found.filter((match) => match.direction === "out")),
    charges,
    differences: differences.slice(0, MAX_DIFFERENCES),
    differenceCount: differences.length,
    gaps: gapsBetween(coverage.in, { ...span, until: earlier(span.until, settled) }),
  };
}

const earlier = (a: Date, b: Date) => (a < b ? a : b);

async function loadMatches(ctx: Context, channel: StatementChannel, span: Span): Promise<Match[]> {
  const rows = await executeRows(
    handle(ctx),
    sql`select * from (${matches(channel, span)}) m order by m.at, m.receipt`,
    Row,
  );
  return rows.map((row) => ({
    direction: row.direction,
    at: row.at,
    lineId: row.line_id,
    receipt: row.receipt,
    lineCents: row.line_cents,
    details: row.details,
    payerName: row.payer_name,
    linkedReceipt: row.linked_receipt,
    kind: row.kind,
    paymentId: row.payment_id,
    ourCents: row.our_cents,
    ledgerCents: row.ledger_cents,
    wholeCents: row.whole_cents,
  }));
}

function sidesOf(found: Match[]): Sides {
  const side = (value: (match: Match) => number | null): Side => {
    const amounts = found.map((match) => value(match) ?? 0).filter((amount) => amount > 0);
    return { count: amounts.length, cents: amounts.reduce((sum, each) => sum + each, 0) };
  };
  return {
    statement: side((match) => match.lineCents),
    ours: side((match) => match.ourCents),
    ledger: side((match) => match.ledgerCents),
  };
}

async function loadCharges(ctx: Context, channel: StatementChannel, { from, until }: Span) {
  const [row] = await executeRows(
    handle(ctx),
    sql`select count(*) as count, coalesce(sum(amount_cents), 0) as cents from statement_lines
        where channel_id = ${channel.id} and is_charge
          and completed_at >= ${from.toISOString()}::timestamptz and completed_at < ${until.toISOString()}::timestamptz`,
    z.object({ count: z.coerce.number(), cents: z.coerce.number() }),
  );
  return row ?? { count: 0, cents: 0 };
}
