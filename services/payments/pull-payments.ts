import { and, eq, gt, inArray, isNotNull, isNull, lte, ne, or } from "drizzle-orm";
import type { z } from "zod";
import { authorise, type Context, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { type DarajaClient, type PulledPayment, pullQuery } from "@/lib/mpesa";
import { inNairobi } from "@/lib/time";
import { isPaused } from "@/services/installation";
import { recordLines, recordPullCoverage } from "@/services/statements";
import { keepUnreadableRows } from "./keep-unreadable-rows";
import { type Channel, openMpesaChannel } from "./open-channel";
import { ByChannel } from "./schemas";
import { settle } from "./settle";
import { DATE_DOUBTFUL, paidWhen } from "./settle/paid-when";

const { paymentChannels, payments } = schema;
const HOUR_MS = 3_600_000;
/** Daraja keeps 48 hours. */
const SWEEP_MS = 47 * HOUR_MS;
const OVERLAP_MS = 2 * HOUR_MS;
/** Whoever asks for a pull sooner than this is late enough: it has just run. */
const AT_MOST_EVERY_MS = 10_000;
const MAX_PAGES = 500;

export interface PullOutcome {
  outcome: "pulled" | "just_pulled" | "paused";
  rows: number;
  settled: number;
  failed: number;
}

/**
 * Fetches what the shortcode received since the last pull (with two hours of overlap; once a day, and after an
 * outage, as far back as M-Pesa keeps) and settles what is not known yet. Repeating is harmless. Throws
 * DarajaError; the next pull then covers the same time again.
 */
export async function pullPayments(
  ctx: Context,
  input: z.input<typeof ByChannel>,
): Promise<PullOutcome> {
  authorise(ctx, { job: true });
  const { channelId } = ByChannel.parse(input);
  const nothing = { rows: 0, settled: 0, failed: 0 };
  if (await isPaused(ctx)) return { outcome: "paused", ...nothing };
  const { channel, client } = await openMpesaChannel(ctx, channelId);
  const to = ctx.now();
  if (
    channel.pulledUntil &&
    Math.abs(to.getTime() - channel.pulledUntil.getTime()) < AT_MOST_EVERY_MS
  )
    return { outcome: "just_pulled", ...nothing };
  const from = windowStart(channel, to);
  const totals = await pullAll(ctx, channel, client, { from, to });
  // Not moved past a payment that could not be settled.
  if (totals.failed === 0) await coverUntil(ctx, channelId, { from, until: to });
  return { outcome: "pulled", ...totals };
}

/** Two hours of overlap; the whole reach at the first pull of each Kenyan day, and after a clock that was ahead. */
function windowStart(channel: Channel, to: Date): Date {
  const reach = to.getTime() - SWEEP_MS;
  const last = channel.pulledUntil;
  if (!last || last > to || inNairobi(last).getDate() !== inNairobi(to).getDate())
    return new Date(reach);
  return new Date(Math.max(reach, last.getTime() - OVERLAP_MS));
}

async function pullAll(
  ctx: Context,
  channel: Channel,
  client: DarajaClient,
  window: { from: Date; to: Date },
) {
  const totals = { rows: 0, settled: 0, failed: 0 };
  for (let page = 0; page < MAX_PAGES; page++) {
    const {
      payments: found,
      rowCount,
      unreadable,
    } = await pullQuery(client, {
      ...window,
      offset: totals.rows,
    });
    await recordPage(ctx, channel, found);
    await keepUnreadableRows(ctx, channel, unreadable);
    for (const payment of await unknownOnes(ctx, channel, found)) {
      if (await settleQuietly(ctx, channel, payment)) totals.settled++;
      else totals.failed++;
    }
    totals.rows += rowCount;
    if (rowCount === 0) return totals;
  }
  ctx.log.error({ rows: totals.rows }, "the M-Pesa list does not end");
  return { ...totals, failed: totals.failed + 1 };
}

/** The provider's own word, kept for the comparison with the books whether or not we know the payment already. */
async function recordPage(ctx: Context, channel: Channel, found: PulledPayment[]) {
  const lines = found.map(({ paidAt, ...payment }) => ({
    ...payment,
    direction: "in" as const,
    completedAt: paidWhen({ kind: "pull", paidAt, receivedAt: ctx.now() }).paidAt,
  }));
  await recordLines(ctx, { channelId: channel.id, source: "pull" }, lines);
}

/**
 * Most rows of the overlap have been settled long ago. One that waits without an account may be told it here, and one
 * whose time could not be read when it was paid.
 */
async function unknownOnes(ctx: Context, channel: Channel, found: PulledPayment[]) {
  if (found.length === 0) return [];
  const known = await ctx.db
    .select({ receipt: payments.receipt, flags: payments.flags })
    .from(payments)
    .where(
      and(
        eq(payments.provider, "mpesa"),
        eq(payments.environment, channel.environment),
        or(ne(payments.status, "suspense"), isNotNull(payments.accountReference)),
        inArray(
          payments.receipt,
          found.map((payment) => payment.receipt),
        ),
      ),
    );
  const flagsOf = new Map(known.map(({ receipt, flags }) => [receipt, flags]));
  const isNews = (payment: PulledPayment) => {
    const flags = flagsOf.get(payment.receipt);
    const { doubtful } = paidWhen({ kind: "pull", paidAt: payment.paidAt, receivedAt: ctx.now() });
    return !flags || (flags.includes(DATE_DOUBTFUL) && !doubtful);
  };
  return found.filter(isNews);
}

/** One payment that cannot be settled holds up no other. */
async function settleQuietly(ctx: Context, channel: Channel, payment: PulledPayment) {
  try {
    await settle(ctx, {
      kind: "pull",
      channelId: channel.id,
      receipt: payment.receipt,
      amountCents: payment.amountCents,
      paidAt: payment.paidAt,
      payer: { number: payment.payerNumber, name: payment.payerName },
      accountReference: payment.accountReference,
      receivedAt: ctx.now(),
    });
    return true;
  } catch (error) {
    ctx.log.error({ err: error }, "a payment of the M-Pesa list could not be settled");
    return false;
  }
}

async function coverUntil(ctx: Context, channelId: string, span: { from: Date; until: Date }) {
  const earlier = or(
    isNull(paymentChannels.pulledUntil),
    lte(paymentChannels.pulledUntil, span.until),
    // From a clock that was ahead: no other pull can have been so much later.
    gt(paymentChannels.pulledUntil, new Date(span.until.getTime() + HOUR_MS)),
  );
  await withTransaction(ctx, async (tx) => {
    await tx.tx
      .update(paymentChannels)
      .set({ pulledUntil: span.until })
      .where(and(eq(paymentChannels.id, channelId), earlier));
    await recordPullCoverage(tx, { channelId, ...span });
  });
}
