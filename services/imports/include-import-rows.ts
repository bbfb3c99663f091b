import { and, eq, inArray } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { uuid } from "@/lib/id";
import { lockForReview } from "./load-batch";
import { loadStaged } from "./load-staged";

const Input = z.object({
  batchId: uuid(),
  /** "problems" leaves out every row that cannot be taken in as it is. */
  which: z.enum(["all", "none", "problems"]),
});
// Ids are parameters of a statement that may have 65 535.
const BATCH = 20_000;
const { importRows } = schema;

/** Takes all rows in, leaves all out, or those with problems. Errors: forbidden, not_found, conflict. */
export async function includeImportRows(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<{ changed: number }> {
  authorise(ctx, { staff: "routers.write" });
  const { batchId, which } = Input.parse(input);
  return withTransaction(ctx, async (tx) => {
    const batch = await lockForReview(tx, batchId);
    const staged = await loadStaged(tx, batch);
    const included = which === "all";
    const ids = staged
      .filter(({ row }) => row.included !== included)
      .filter(({ remarks }) => which !== "problems" || remarks.some((remark) => remark.blocks))
      .map(({ row }) => row.id);
    for (let i = 0; i < ids.length; i += BATCH)
      await tx.tx
        .update(importRows)
        .set({ included, edited: true })
        .where(
          and(eq(importRows.batchId, batchId), inArray(importRows.id, ids.slice(i, i + BATCH))),
        );
    return { changed: ids.length };
  });
}
