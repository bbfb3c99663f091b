import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, type TxContext, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { conflict, invalid } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { CustomerInput, Phone } from "@/services/customers";
import { Day } from "./day";
import { lockForReview } from "./load-batch";

const Input = z.object({
  batchId: uuid(),
  rowId: uuid(),
  customerName: CustomerInput.shape.name.optional(),
  /** Empty: none. */
  phone: z.union([z.literal("").transform(() => null), Phone]).optional(),
  importPackageId: uuid("Choose a package.").optional(),
  /** The last paid day; empty: the one for all. */
  paidUntil: Day.optional(),
  included: z.boolean().optional(),
});
const { importPackages, importRows } = schema;

/** Corrects one staged row; what is not given stays. Errors: forbidden, invalid, not_found, conflict (no longer staged). */
export async function editImportRow(ctx: Context, input: z.input<typeof Input>): Promise<void> {
  authorise(ctx, { staff: "routers.write" });
  const { batchId, rowId, ...changes } = Input.parse(input);
  await withTransaction(ctx, async (tx) => {
    await lockForReview(tx, batchId);
    if (changes.importPackageId) await requireFits(tx, rowId, changes.importPackageId);
    const changed = await tx.tx
      .update(importRows)
      .set({ ...changes, edited: true })
      .where(
        and(
          eq(importRows.id, rowId),
          eq(importRows.batchId, batchId),
          eq(importRows.status, "staged"),
        ),
      )
      .returning({ id: importRows.id });
    if (changed.length === 0) throw conflict("This row is not in the import any more.");
  });
}

async function requireFits(ctx: TxContext, rowId: string, importPackageId: string) {
  const [fits] = await ctx.tx
    .select({ id: importPackages.id })
    .from(importPackages)
    .innerJoin(
      importRows,
      and(
        eq(importRows.batchId, importPackages.batchId),
        eq(importRows.serviceType, importPackages.serviceType),
      ),
    )
    .where(and(eq(importPackages.id, importPackageId), eq(importRows.id, rowId)));
  if (!fits) throw invalid("Choose a package of the same kind of service.");
}
