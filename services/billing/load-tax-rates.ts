import { desc, lte } from "drizzle-orm";
import type { TaxRates } from "@/lib/billing";
import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";

const { taxRates } = schema;

/** The tax rates of this day; a tax without a rate is zero. */
export async function loadTaxRates(ctx: Context): Promise<TaxRates> {
  const rows = await handle(ctx)
    .selectDistinctOn([taxRates.kind], { kind: taxRates.kind, rate: taxRates.rateBasisPoints })
    .from(taxRates)
    .where(lte(taxRates.validFrom, ctx.now()))
    .orderBy(taxRates.kind, desc(taxRates.validFrom));
  const rateOf = (kind: "vat" | "excise") => rows.find((row) => row.kind === kind)?.rate ?? 0;
  return { vat: rateOf("vat"), excise: rateOf("excise") };
}
