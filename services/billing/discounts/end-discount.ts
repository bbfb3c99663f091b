import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { conflict } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { recordAudit } from "@/services/audit";

const Input = z.object({ discountId: uuid() });
const { discounts } = schema;

/** Ends a discount from now on; what was sold with it stays as it was. Errors: forbidden, conflict (ended already). */
export async function endDiscount(ctx: Context, input: z.input<typeof Input>): Promise<void> {
  authorise(ctx, { staff: "billing.write" });
  const { discountId } = Input.parse(input);
  await withTransaction(ctx, async (tx) => {
    const [ended] = await tx.tx
      .update(discounts)
      .set({ endedAt: tx.now() })
      .where(and(eq(discounts.id, discountId), isNull(discounts.endedAt)))
      .returning({ userId: discounts.userId });
    if (!ended) throw conflict("This discount has ended already.");
    await recordAudit(tx, {
      action: "billing.end-discount",
      entity: { kind: "user", id: ended.userId },
      data: { discountId },
    });
  });
}
