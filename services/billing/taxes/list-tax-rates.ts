import { asc, desc } from "drizzle-orm";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";

const { taxRates } = schema;

export interface TaxRateRow {
  id: string;
  kind: (typeof taxRates.kind.enumValues)[number];
  rateBasisPoints: number;
  validFrom: Date;
  /** A newer rate for the same day has taken its place, before it began. */
  state: "past" | "current" | "coming" | "replaced";
}

/** All dated rates, newest first, with what has become of them. Errors: forbidden. */
export async function listTaxRates(ctx: Context): Promise<TaxRateRow[]> {
  authorise(ctx, { staff: "read" });
  const rows = await handle(ctx)
    .select()
    .from(taxRates)
    .orderBy(asc(taxRates.kind), desc(taxRates.validFrom), desc(taxRates.id));
  const now = ctx.now();
  return rows.map((row, i) => {
    const newer = rows.slice(0, i).filter((other) => other.kind === row.kind);
    const replaced = newer.some((other) => other.validFrom.getTime() === row.validFrom.getTime());
    const begun = row.validFrom <= now;
    const past = newer.some((other) => other.validFrom <= now);
    const state = replaced ? "replaced" : !begun ? "coming" : past ? "past" : "current";
    return { ...row, state };
  });
}
