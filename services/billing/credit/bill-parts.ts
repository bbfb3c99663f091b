import { sql } from "drizzle-orm";
import { z } from "zod";
import type { SaleParts } from "@/lib/billing";
import { type Context, handle } from "@/lib/context";
import { executeRows } from "@/lib/db";
import { uuid } from "@/lib/id";

export interface BillParts {
  bill: { id: string; customerId: string; number: string | null; status: string };
  /** Price of the time alone, fees left out, taxes included. */
  periodCents: number;
  /** What the ledger holds of this bill: paid, and not given back yet. */
  left: SaleParts;
  /** The time's share of it. */
  leftOfPeriod: SaleParts;
}

const Row = z.object({
  id: uuid(),
  customerId: uuid(),
  number: z.string().nullable(),
  status: z.string(),
  internetCents: z.coerce.number(),
  feesCents: z.coerce.number(),
  exciseCents: z.coerce.number(),
  vatCents: z.coerce.number(),
  periodCents: z.coerce.number(),
  periodVatCents: z.coerce.number(),
});

/** What is left to give back of these bills, by part, read from the ledger. In the order of bill ids. */
export async function loadBillParts(ctx: Context, billIds: string[]): Promise<BillParts[]> {
  if (billIds.length === 0) return [];
  const posted = (account: string) => sql`coalesce((
    select sum(case e.direction when 'credit' then e.amount_cents else -e.amount_cents end)
    from journals j join ledger_entries e on e.journal_id = j.id join ledger_accounts a on a.id = e.account_id
    where j.bill_id = b.id and a.kind = ${account}::account_kind), 0)`;
  const period = (column: "total_cents" | "vat_cents") => sql`coalesce((
    select sum(l.${sql.raw(column)}) from bill_lines l where l.bill_id = b.id and l.revenue = 'internet'), 0)`;
  const ids = sql.join(
    billIds.map((id) => sql`${id}::uuid`),
    sql`, `,
  );
  const rows = await executeRows(
    handle(ctx),
    sql`select b.id, b.customer_id as "customerId", b.number, b.status::text as status,
          ${posted("revenue_internet")} as "internetCents", ${posted("revenue_fees")} as "feesCents",
          ${posted("excise_payable")} as "exciseCents", ${posted("vat_payable")} as "vatCents",
          ${period("total_cents")} as "periodCents", ${period("vat_cents")} as "periodVatCents"
        from bills b where b.id in (${ids}) order by b.id`,
    Row,
  );
  return rows.map((row) => ({
    bill: row,
    periodCents: row.periodCents,
    left: row,
    leftOfPeriod: { ...row, feesCents: 0, vatCents: Math.min(row.vatCents, row.periodVatCents) },
  }));
}

export const sumOfParts = (parts: SaleParts): number =>
  parts.internetCents + parts.feesCents + parts.exciseCents + parts.vatCents;
