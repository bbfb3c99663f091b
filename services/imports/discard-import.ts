import { z } from "zod";
import { authorise, type Context, withTransaction } from "@/lib/context";
import { uuid } from "@/lib/id";
import { recordAudit } from "@/services/audit";
import { loadBatch } from "./load-batch";
import { closeReview } from "./open-batch";

const Input = z.object({ batchId: uuid() });

/** Ends a review without taking anything in. Errors: forbidden, not_found, conflict (being taken in, or over). */
export async function discardImport(ctx: Context, input: z.input<typeof Input>): Promise<void> {
  authorise(ctx, { staff: "routers.write" });
  const { batchId } = Input.parse(input);
  await withTransaction(ctx, async (tx) => {
    const { routerId } = await loadBatch(tx, batchId);
    await closeReview(tx, batchId);
    await recordAudit(tx, {
      action: "imports.discard",
      entity: { kind: "router", id: routerId },
      data: { batchId },
    });
  });
}
