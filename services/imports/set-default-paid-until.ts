import { eq } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { uuid } from "@/lib/id";
import { Day } from "./day";
import { lockForReview } from "./load-batch";

const Input = z.object({ batchId: uuid(), day: Day });
const { importBatches } = schema;

/** The last paid day of everybody whose row has no date of its own. Errors: forbidden, invalid, not_found, conflict. */
export async function setDefaultPaidUntil(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<void> {
  authorise(ctx, { staff: "routers.write" });
  const { batchId, day } = Input.parse(input);
  await withTransaction(ctx, async (tx) => {
    await lockForReview(tx, batchId);
    await tx.tx
      .update(importBatches)
      .set({ defaultPaidUntil: day })
      .where(eq(importBatches.id, batchId));
  });
}
