import { and, eq, sql } from "drizzle-orm";
import { type SaleParts, salePostings, shareOut } from "@/lib/billing";
import type { TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { conflict } from "@/lib/errors";
import { postJournalLater } from "@/services/ledger";
import { grantPeriod, periodFor } from "./grant-period";
import type { BillableUser } from "./load-users";
import { type Bill, balanceOf } from "./open-bills";
import { moveCredit } from "./postpaid/move-credit";
import { allocate, type Purse } from "./purse";
import type { Cause } from "./record-restoration";
import type { Renewal } from "./types";

export interface BillPayment {
  purse: Purse;
  bill: Bill;
  amountCents: number;
  kind: "purpose_payment" | "bill_payment";
  /** Whose time the bill starts when it is paid in full. */
  user?: BillableUser;
  cause: Cause;
}

const { bills } = schema;

/** Pays a locked open bill, in part or in full. A bill with periods starts them when nothing is left to pay. */
export async function payBill(ctx: TxContext, payment: BillPayment): Promise<Renewal | undefined> {
  const { purse, bill, amountCents, kind } = payment;
  const journalId = postJournalLater(ctx, {
    key: `bill:${bill.id}:${bill.paidCents}`,
    kind,
    description: `Bill ${bill.number ?? "(number to follow)"}`,
    billId: bill.id,
    postings: salePostings(purse.walletId, await partsToPay(ctx, bill, amountCents)),
  });
  allocate(ctx, purse, { billId: bill.id, journalId, amountCents });
  const finished = amountCents === balanceOf(bill);
  const period =
    finished && bill.periods > 0 && payment.user
      ? periodFor(payment.user, bill.periods, { now: ctx.now(), paidAt: payment.cause.paidAt })
      : undefined;
  await markPaid(ctx, bill, amountCents, finished, period);
  if (finished && bill.kind === "postpaid" && payment.user)
    await onward(ctx, payment.user, payment);
  if (!period || !payment.user) return undefined;
  const { user, cause } = payment;
  const isPurpose = kind === "purpose_payment";
  const grant = {
    user,
    period,
    periods: bill.periods,
    billId: bill.id,
    journalId,
    isPurpose,
    cause,
  };
  const { reopened } = await grantPeriod(ctx, grant);
  return {
    userId: user.id,
    billId: bill.id,
    packageName: user.package.name,
    periods: bill.periods,
    totalCents: bill.totalCents,
    startsAt: period.startsAt,
    endsAt: period.endsAt,
    reopened,
  };
}

/** The next unpaid bill, or the one to come, now says how long access lasts. */
const onward = (ctx: TxContext, user: BillableUser, { cause, kind }: BillPayment) =>
  moveCredit(ctx, user, { reason: "paid", cause, isPurpose: kind === "purpose_payment" });

async function markPaid(
  ctx: TxContext,
  bill: Bill,
  amountCents: number,
  finished: boolean,
  period?: { startsAt: Date; endsAt: Date },
) {
  const written = await ctx.tx
    .update(bills)
    .set({
      paidCents: bill.paidCents + amountCents,
      ...(finished && { status: "paid" as const, paidAt: ctx.now() }),
      ...(period && { periodStart: period.startsAt, periodEnd: period.endsAt }),
    })
    .where(
      and(eq(bills.id, bill.id), eq(bills.paidCents, bill.paidCents), eq(bills.status, "open")),
    )
    .returning({ id: bills.id });
  if (written.length === 0) throw conflict("This bill was paid by somebody else just now.");
}

/** Spreads a part payment over revenue and taxes; what was paid before is read back from the ledger. */
async function partsToPay(ctx: TxContext, bill: Bill, amountCents: number): Promise<SaleParts> {
  const owed = await partsOf(ctx, bill.id);
  const paid = bill.paidCents > 0 ? await partsPaid(ctx, bill.id) : new Map<string, number>();
  const left = owed.map((part) => part.cents - (paid.get(part.account) ?? 0));
  const [internet = 0, fees = 0, excise = 0, vat = 0] = shareOut(left, amountCents);
  return { internetCents: internet, feesCents: fees, exciseCents: excise, vatCents: vat };
}

async function partsOf(ctx: TxContext, billId: string) {
  const lines = await ctx.tx
    .select()
    .from(schema.billLines)
    .where(eq(schema.billLines.billId, billId));
  const sum = (pick: (line: (typeof lines)[number]) => number) =>
    lines.reduce((total, line) => total + pick(line), 0);
  const net = (revenue: "internet" | "fees") =>
    sum((line) => (line.revenue === revenue ? line.netCents : 0));
  return [
    { account: "revenue_internet", cents: net("internet") },
    { account: "revenue_fees", cents: net("fees") },
    { account: "excise_payable", cents: sum((line) => line.exciseCents) },
    { account: "vat_payable", cents: sum((line) => line.vatCents) },
  ];
}

async function partsPaid(ctx: TxContext, billId: string): Promise<Map<string, number>> {
  const { journals, ledgerAccounts, ledgerEntries } = schema;
  const rows = await ctx.tx
    .select({
      account: ledgerAccounts.kind,
      cents: sql`sum(${ledgerEntries.amountCents})`.mapWith(Number),
    })
    .from(ledgerEntries)
    .innerJoin(journals, eq(journals.id, ledgerEntries.journalId))
    .innerJoin(ledgerAccounts, eq(ledgerAccounts.id, ledgerEntries.accountId))
    .where(and(eq(journals.billId, billId), eq(ledgerEntries.direction, "credit")))
    .groupBy(ledgerAccounts.kind);
  return new Map(rows.map((row) => [row.account, row.cents]));
}
