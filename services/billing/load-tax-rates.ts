import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { TaxRates } from "@/lib/billing";
import { type Context, handle } from "@/lib/context";
import { executeRows } from "@/lib/db";

const Row = z.object({ rates: z.object({ vat: z.number(), excise: z.number() }) });

/**
 * The rates of the day as one value, to be selected beside other rows; a tax without a rate is zero, and of two for one
 * day the newer counts.
 */
export const taxRatesAt = (at: Date): SQL<TaxRates> => sql<TaxRates>`(
  select json_build_object('vat', coalesce(max(rate_basis_points) filter (where kind = 'vat'), 0),
    'excise', coalesce(max(rate_basis_points) filter (where kind = 'excise'), 0))
  from (select distinct on (kind) kind, rate_basis_points from tax_rates
    where valid_from <= ${at.toISOString()}::timestamptz order by kind, valid_from desc, id desc) newest)`;

/** The tax rates of this day. */
export async function loadTaxRates(ctx: Context): Promise<TaxRates> {
  const [row] = await executeRows(handle(ctx), sql`select ${taxRatesAt(ctx.now())} as rates`, Row);
  return row?.rates ?? { vat: 0, excise: 0 };
}
