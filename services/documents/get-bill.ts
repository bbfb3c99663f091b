import { asc, eq, lte } from "drizzle-orm";
import type { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import type { Letterhead } from "@/lib/documents";
import { notFound } from "@/lib/errors";
import { type HowToPay, loadHowToPay, portalUrl } from "./load-how-to-pay";
import { loadLetterhead } from "./load-letterhead";
import { loadParty, type Party } from "./load-party";
import { ByBill } from "./schemas";

const { allocations, billLines, bills, creditNotes, packages, payments, taxRates, users } = schema;

export type BillLine = typeof billLines.$inferSelect;
export type CreditNote = typeof creditNotes.$inferSelect;

export interface BillDetails {
  bill: typeof bills.$inferSelect;
  customer: Party;
  packageName: string | null;
  username: string | null;
  lines: BillLine[];
  /** In basis points, as they stood when the bill was issued. */
  rates: { vat: number; excise: number };
  /** What paid it; the payment is null when the wallet did. */
  paidBy: {
    id: string;
    paymentId: string | null;
    receipt: string | null;
    amountCents: number;
    at: Date;
  }[];
  creditNotes: CreditNote[];
  letterhead: Letterhead;
  howToPay: HowToPay | null;
  portalUrl: string;
}

/** A bill with its lines, taxes, what paid it and how to pay the rest; customers see their own. Errors: forbidden, not_found. */
export async function getBill(ctx: Context, input: z.input<typeof ByBill>): Promise<BillDetails> {
  const parsed = ByBill.safeParse(input);
  const found = parsed.success ? await loadBill(ctx, parsed.data.billId) : undefined;
  authorise(ctx, { staff: "read", customer: found?.bill.customerId });
  const customer = found && (await loadParty(ctx, found.bill.customerId));
  if (!found || !customer) throw notFound("bill");
  const { bill } = found;
  const db = handle(ctx);
  const [lines, rates, paidBy, notes, letterhead, howToPay] = await Promise.all([
    db
      .select()
      .from(billLines)
      .where(eq(billLines.billId, bill.id))
      .orderBy(asc(billLines.position)),
    ratesAt(ctx, bill.issuedAt),
    loadPaidBy(ctx, bill.id),
    db
      .select()
      .from(creditNotes)
      .where(eq(creditNotes.billId, bill.id))
      .orderBy(asc(creditNotes.issuedAt)),
    loadLetterhead(ctx),
    loadHowToPay(ctx),
  ]);
  return {
    ...found,
    customer,
    lines,
    rates,
    paidBy,
    creditNotes: notes,
    letterhead,
    howToPay,
    portalUrl: portalUrl(),
  };
}

async function loadBill(ctx: Context, billId: string) {
  const [found] = await handle(ctx)
    .select({ bill: bills, packageName: packages.name, username: users.username })
    .from(bills)
    .leftJoin(packages, eq(packages.id, bills.packageId))
    .leftJoin(users, eq(users.id, bills.userId))
    .where(eq(bills.id, billId));
  return found;
}

async function ratesAt(ctx: Context, at: Date): Promise<BillDetails["rates"]> {
  const rows = await handle(ctx)
    .select()
    .from(taxRates)
    .where(lte(taxRates.validFrom, at))
    // Of two for one day the newer has counted.
    .orderBy(asc(taxRates.validFrom), asc(taxRates.id));
  const newest = (kind: "vat" | "excise") =>
    rows.findLast((row) => row.kind === kind)?.rateBasisPoints ?? 0;
  return { vat: newest("vat"), excise: newest("excise") };
}

const loadPaidBy = (ctx: Context, billId: string) =>
  handle(ctx)
    .select({
      id: allocations.id,
      paymentId: allocations.paymentId,
      receipt: payments.receipt,
      amountCents: allocations.amountCents,
      at: allocations.createdAt,
    })
    .from(allocations)
    .leftJoin(payments, eq(payments.id, allocations.paymentId))
    .where(eq(allocations.billId, billId))
    .orderBy(asc(allocations.createdAt));
