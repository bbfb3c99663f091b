import { z } from "zod";
import { startOfDay } from "@/lib/billing";
import { authorise, type Context, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { invalid } from "@/lib/errors";
import { recordAudit } from "@/services/audit";

const Input = z.object({
  kind: z.enum(schema.taxKind.enumValues),
  rateBasisPoints: z.coerce
    .number("Say which rate.")
    .int()
    .min(0, "Not below 0 %.")
    .max(10_000, "At most 100 %."),
  /** The day from which the rate applies. */
  validFrom: z.coerce.date("Say from which day."),
});

/**
 * Adds the rate of a tax from a day on; bills take the rate of the day on which they are issued. Rates are never
 * edited: what has begun stays, and a rate for a coming day is replaced by a newer one for the same day. Errors:
 * forbidden, invalid (rate, day in the past).
 */
export async function addTaxRate(ctx: Context, input: z.input<typeof Input>): Promise<void> {
  authorise(ctx, { staff: "settings.write" });
  const rate = Input.parse(input);
  const validFrom = startOfDay(rate.validFrom);
  if (validFrom <= ctx.now()) {
    const words =
      "Choose a coming day: bills of today and before are issued with the rate of their day.";
    throw invalid(words, { validFrom: words });
  }
  await withTransaction(ctx, async (tx) => {
    const id = tx.newId();
    await tx.tx.insert(schema.taxRates).values({ id, ...rate, validFrom });
    await recordAudit(tx, {
      action: "billing.add-tax-rate",
      entity: { kind: "tax_rate", id },
      data: { ...rate, validFrom },
    });
  });
}
