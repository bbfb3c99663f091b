import { and, asc, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { executeRows, schema } from "@/lib/db";
import type { Letterhead } from "@/lib/documents";
import { invalid, notFound } from "@/lib/errors";
import { dayOf, endOfDay, startOfDay } from "@/lib/time";
import { portalUrl } from "./load-how-to-pay";
import { loadLetterhead } from "./load-letterhead";
import { loadParty, type Party } from "./load-party";
import { StatementInput } from "./schemas";

const { bills } = schema;
const MAX_ENTRIES = 5_000;

const Entry = z.object({
  id: z.string(),
  at: z.coerce.date(),
  description: z.string(),
  /** Positive into the wallet, negative out of it. */
  amountCents: z.coerce.number(),
  paymentId: z.string().nullable(),
  receipt: z.string().nullable(),
  billId: z.string().nullable(),
  billNumber: z.string().nullable(),
  creditNoteId: z.string().nullable(),
  creditNoteNumber: z.string().nullable(),
  /** M-Pesa's, of money that it has paid out. */
  refundReceipt: z.string().nullable(),
});

export type StatementEntry = z.output<typeof Entry> & { balanceCents: number };

export interface Statement {
  customer: Party;
  letterhead: Letterhead;
  /** Kenyan days, both included. */
  from: string;
  to: string;
  openingCents: number;
  entries: StatementEntry[];
  closingCents: number;
  /** Owed and not paid yet, as of now. */
  openBills: { id: string; number: string | null; dueAt: Date; owedCents: number }[];
  madeAt: Date;
  portalUrl: string;
}

/**
 * Every movement of a customer's wallet in a time, each with its document, between the balance before and after.
 * Customers see their own. Errors: forbidden, not_found, invalid (days, or too long a time).
 */
export async function getStatement(
  ctx: Context,
  input: z.input<typeof StatementInput>,
): Promise<Statement> {
  const { customerId, from, to } = StatementInput.parse(input);
  authorise(ctx, { staff: "read", customer: customerId });
  const customer = await loadParty(ctx, customerId);
  if (!customer) throw notFound("customer");
  const [openingCents, found, openBills, letterhead] = await Promise.all([
    balanceBefore(ctx, customerId, startOfDay(from)),
    loadEntries(ctx, customerId, startOfDay(from), endOfDay(to)),
    loadOpenBills(ctx, customerId),
    loadLetterhead(ctx),
  ]);
  if (found.length > MAX_ENTRIES)
    throw invalid("There are more than 5,000 movements in this time. Choose a shorter one.", {
      from: "Choose a shorter time.",
    });
  let balanceCents = openingCents;
  const entries = found.map((entry) => {
    balanceCents += entry.amountCents;
    return { ...entry, description: numbered(entry), balanceCents };
  });
  return {
    customer,
    letterhead,
    from,
    to,
    openingCents,
    entries,
    closingCents: balanceCents,
    openBills,
    madeAt: ctx.now(),
    portalUrl: portalUrl(),
  };
}

/** A journal was written before its bill had a number, and stays as it was written. */
const numbered = ({ description, billNumber }: z.output<typeof Entry>): string =>
  billNumber ? description.replace("(number to follow)", billNumber) : description;

const signed = sql.raw(
  `case e.direction when 'credit' then e.amount_cents else -e.amount_cents end`,
);

async function balanceBefore(ctx: Context, customerId: string, at: Date): Promise<number> {
  const [row] = await executeRows(
    handle(ctx),
    sql`select coalesce(sum(${signed}), 0) as cents from ledger_accounts a
        join ledger_entries e on e.account_id = a.id
        where a.kind = 'wallet' and a.customer_id = ${customerId} and e.posted_at < ${at.toISOString()}::timestamptz`,
    z.object({ cents: z.coerce.number() }),
  );
  return row?.cents ?? 0;
}

/** A movement's document is its payment, its credit note, what M-Pesa says of a refund, or the bill that it pays. */
const loadEntries = (ctx: Context, customerId: string, from: Date, until: Date) =>
  executeRows(
    handle(ctx),
    sql`select e.id, e.posted_at as at, j.description, ${signed} as "amountCents",
          p.id as "paymentId", p.receipt, b.id as "billId", b.number as "billNumber",
          c.id as "creditNoteId", c.number as "creditNoteNumber",
          r.result_receipt as "refundReceipt"
        from ledger_accounts a
        join ledger_entries e on e.account_id = a.id
        join journals j on j.id = e.journal_id
        left join payments p on p.id = j.payment_id
        left join credit_notes c on c.journal_id = j.id
        left join provider_requests r on r.id = case
          when j.kind in ('refund_request', 'refund_late') then split_part(j.idempotency_key, ':', 2)::uuid end
        left join bills b on b.id = coalesce(j.bill_id,
          (select x.bill_id from allocations x where x.journal_id = j.id limit 1))
        where a.kind = 'wallet' and a.customer_id = ${customerId}
          and e.posted_at >= ${from.toISOString()}::timestamptz and e.posted_at < ${until.toISOString()}::timestamptz
        order by e.account_version limit ${MAX_ENTRIES + 1}`,
    Entry,
  );

async function loadOpenBills(ctx: Context, customerId: string): Promise<Statement["openBills"]> {
  const rows = await handle(ctx)
    .select()
    .from(bills)
    .where(and(eq(bills.customerId, customerId), eq(bills.status, "open")))
    .orderBy(asc(bills.issuedAt));
  return rows.map((bill) => ({
    id: bill.id,
    number: bill.number,
    dueAt: bill.dueAt,
    owedCents: bill.totalCents - bill.paidCents,
  }));
}

/** The time that a statement is of when nobody has chosen: the last 90 days. */
export function defaultStatementDays(now: Date): { from: string; to: string } {
  return { from: dayOf(new Date(now.getTime() - 90 * 86_400_000)), to: dayOf(now) };
}
