import { asc, eq } from "drizzle-orm";
import type { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import type { Letterhead } from "@/lib/documents";
import { conflict, notFound } from "@/lib/errors";
import { portalUrl } from "./load-how-to-pay";
import { loadLetterhead } from "./load-letterhead";
import { loadParty, type Party } from "./load-party";
import { ByPayment } from "./schemas";

const { allocations, billLines, bills, paymentAssignments, paymentChannels, payments } = schema;

export interface ReceiptDetails {
  payment: typeof payments.$inferSelect;
  channelName: string;
  customer: Party;
  /** Of a payment that was split: this customer's part. */
  amountCents: number;
  paidFor: { billId: string; number: string | null; description: string; amountCents: number }[];
  letterhead: Letterhead;
  portalUrl: string;
}

/**
 * What a customer gets for a payment: how much, when, and what it paid. Of a payment that was split over customers,
 * staff name whose part; customers see their own. Errors: forbidden, not_found, conflict (nobody's yet).
 */
export async function getReceipt(
  ctx: Context,
  input: z.input<typeof ByPayment>,
): Promise<ReceiptDetails> {
  const parsed = ByPayment.safeParse(input);
  const found = parsed.success ? await loadPayment(ctx, parsed.data.paymentId) : undefined;
  const wanted = ctx.actor.kind === "customer" ? ctx.actor.id : parsed.data?.customerId;
  const part = found?.parts.find((one) => one.customerId === wanted) ?? found?.parts[0];
  authorise(ctx, { staff: "read", customer: part?.customerId });
  if (!found) throw notFound("payment");
  if (!part) throw conflict("This payment belongs to no customer yet: assign it first.");
  const customer = await loadParty(ctx, part.customerId);
  if (!customer) throw notFound("customer");
  return {
    payment: found.payment,
    channelName: found.channelName,
    customer,
    amountCents: part.amountCents,
    paidFor: await loadPaidFor(ctx, found.payment.id, customer.id),
    letterhead: await loadLetterhead(ctx),
    portalUrl: portalUrl(),
  };
}

async function loadPayment(ctx: Context, paymentId: string) {
  const [found] = await handle(ctx)
    .select({ payment: payments, channelName: paymentChannels.name })
    .from(payments)
    .innerJoin(paymentChannels, eq(paymentChannels.id, payments.channelId))
    .where(eq(payments.id, paymentId));
  if (!found) return undefined;
  const { customerId, amountCents } = found.payment;
  if (customerId) return { ...found, parts: [{ customerId, amountCents }] };
  const parts = await handle(ctx)
    .select({
      customerId: paymentAssignments.customerId,
      amountCents: paymentAssignments.amountCents,
    })
    .from(paymentAssignments)
    .where(eq(paymentAssignments.paymentId, paymentId))
    .orderBy(asc(paymentAssignments.createdAt));
  return { ...found, parts };
}

async function loadPaidFor(ctx: Context, paymentId: string, customerId: string) {
  const rows = await handle(ctx)
    .select({
      billId: bills.id,
      customerId: bills.customerId,
      number: bills.number,
      description: billLines.description,
      amountCents: allocations.amountCents,
      allocationId: allocations.id,
    })
    .from(allocations)
    .innerJoin(bills, eq(bills.id, allocations.billId))
    .innerJoin(billLines, eq(billLines.billId, bills.id))
    .where(eq(allocations.paymentId, paymentId))
    .orderBy(asc(allocations.createdAt), asc(allocations.id), asc(billLines.position));
  // A bill's first line says what it is for.
  const first = new Map(
    rows
      .filter((row) => row.customerId === customerId)
      .reverse()
      .map((row) => [row.allocationId, row]),
  );
  return [...first.values()].reverse();
}
