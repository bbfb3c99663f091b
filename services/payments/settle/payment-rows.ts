import { and, eq, getTableColumns, isNotNull, isNull, notExists, sql } from "drizzle-orm";
import { z } from "zod";
import { gathered, type TxContext } from "@/lib/context";
import { executeRows, insertRows, schema } from "@/lib/db";
import { uuid } from "@/lib/id";
import { DATE_DOUBTFUL } from "./paid-when";
import type { Channel, Money, Payment } from "./types";

const { paymentEvidence, payments } = schema;

/** The new payment, or undefined when its receipt or attempt has one: then whoever wrote it has committed. */
export async function insertPayment(
  ctx: TxContext,
  money: Money,
  owner: { attemptId?: string; customerId?: string },
): Promise<Payment | undefined> {
  const { channel, evidence } = money;
  return insert(ctx, {
    id: evidence.paymentId ?? ctx.newId(),
    channelId: channel.id,
    provider: channel.provider,
    environment: channel.environment,
    receipt: money.receipt,
    attemptId: owner.attemptId ?? null,
    customerId: owner.customerId ?? null,
    status: owner.customerId ? "credited" : "suspense",
    source: evidence.kind,
    amountCents: money.amountCents,
    currency: "KES",
    payerNumber: evidence.payer?.number ?? null,
    payerName: evidence.payer?.name ?? null,
    accountReference: evidence.accountReference ?? null,
    tillSessionId: evidence.tillSessionId ?? null,
    paidAt: evidence.paidAt ?? evidence.receivedAt,
    reversedAt: null,
    flags: money.flags,
    createdAt: ctx.now(),
  });
}

const COLUMNS = Object.keys(getTableColumns(payments));
const Inserted = z.object({ id: uuid() });

const insert = gathered("payments", async (ctx, rows: Payment[]) => {
  // In one order for everybody: of two companies with the same receipts one waits for the other, and not both.
  const inOrder = [...rows].sort((a, b) => ((a.receipt ?? "") < (b.receipt ?? "") ? -1 : 1));
  const write = sql`${insertRows(payments, COLUMNS, inOrder)} on conflict do nothing returning id`;
  const inserted = await executeRows(ctx.tx, write, Inserted);
  const ids = new Set(inserted.map(({ id }) => id));
  return rows.map((row) => (ids.has(row.id) ? row : undefined));
});

export async function findByAttempt(
  ctx: TxContext,
  attemptId: string,
): Promise<Payment | undefined> {
  const [row] = await ctx.tx
    .select()
    .from(payments)
    .where(eq(payments.attemptId, attemptId))
    .for("no key update");
  return row;
}

export async function findByReceipt(
  ctx: TxContext,
  channel: Channel,
  receipt: string,
): Promise<Payment | undefined> {
  const [row] = await ctx.tx
    .select()
    .from(payments)
    .where(
      and(
        eq(payments.provider, channel.provider),
        eq(payments.environment, channel.environment),
        eq(payments.receipt, receipt),
      ),
    )
    .for("no key update");
  return row;
}

/** Makes it a direct payment, unless the attempt's own callback has vouched for it. Says whether it did. */
export async function detachPayment(ctx: TxContext, payment: Payment): Promise<boolean> {
  const byCallback = ctx.tx
    .select({ one: sql`1` })
    .from(paymentEvidence)
    .where(
      and(eq(paymentEvidence.paymentId, payment.id), eq(paymentEvidence.kind, "stk_callback")),
    );
  const detached = await ctx.tx
    .update(payments)
    .set({ attemptId: null, flags: sql`array_append(${payments.flags}, 'direct')` })
    .where(and(eq(payments.id, payment.id), isNotNull(payments.receipt), notExists(byCallback)))
    .returning({ id: payments.id });
  return detached.length > 0;
}

/** When it was paid, if only a later report says so in a way that can be believed. */
export async function correctDate(
  ctx: TxContext,
  { evidence, flags }: Money,
  payment: Payment,
): Promise<void> {
  if (!payment.flags.includes(DATE_DOUBTFUL) || flags.includes(DATE_DOUBTFUL)) return;
  await ctx.tx
    .update(payments)
    .set({
      paidAt: evidence.paidAt,
      flags: sql`array_remove(${payments.flags}, ${DATE_DOUBTFUL})`,
    })
    .where(eq(payments.id, payment.id));
}

/** What was typed as account, when the first report did not say. */
export async function writeReference(
  ctx: TxContext,
  payment: Payment,
  accountReference: string,
): Promise<void> {
  await ctx.tx
    .update(payments)
    .set({ accountReference })
    .where(and(eq(payments.id, payment.id), isNull(payments.accountReference)));
}
