import { and, eq, isNotNull, isNull } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { notFound } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { recordAudit } from "@/services/audit";

const Input = z.object({ customerId: uuid(), agreed: z.boolean() });
const { customers } = schema;

/**
 * Notes that the customer agrees to an M-Pesa prompt when time runs out, or no longer does. Asking for what is so
 * already changes nothing. Errors: forbidden, not_found.
 */
export async function setAutoPromptConsent(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<void> {
  const { customerId, agreed } = Input.parse(input);
  authorise(ctx, { staff: "customers.write", customer: customerId });
  await withTransaction(ctx, async (tx) => {
    const consent = customers.autoPromptConsentAt;
    const changed = await tx.tx
      .update(customers)
      .set({ autoPromptConsentAt: agreed ? tx.now() : null })
      .where(and(eq(customers.id, customerId), agreed ? isNull(consent) : isNotNull(consent)))
      .returning({ id: customers.id });
    if (changed.length === 0) {
      const [known] = await tx.tx.select().from(customers).where(eq(customers.id, customerId));
      if (!known) throw notFound("customer");
      return;
    }
    await recordAudit(tx, {
      action: "customers.auto-prompt-consent",
      entity: { kind: "customer", id: customerId },
      data: { agreed },
    });
  });
}
