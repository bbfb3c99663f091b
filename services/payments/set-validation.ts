import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, withTransaction } from "@/lib/context";
import { schema } from "@/lib/db";
import { notFound } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { recordAudit } from "@/services/audit";

const Input = z.object({ channelId: uuid(), enabled: z.boolean() });
const { paymentChannels } = schema;

/** Whether M-Pesa's question before a payment is answered by looking, or always with yes. Errors: forbidden, not_found. */
export async function setValidation(ctx: Context, input: z.input<typeof Input>): Promise<void> {
  authorise(ctx, { staff: "settings.write" });
  const { channelId, enabled } = Input.parse(input);
  await withTransaction(ctx, async (tx) => {
    const changed = await tx.tx
      .update(paymentChannels)
      .set({ c2bValidation: enabled })
      .where(and(eq(paymentChannels.id, channelId), eq(paymentChannels.provider, "mpesa")))
      .returning({ id: paymentChannels.id });
    if (changed.length === 0) throw notFound("M-Pesa channel");
    await recordAudit(tx, {
      action: "payments.set-validation",
      entity: { kind: "payment_channel", id: channelId },
      data: { enabled },
    });
  });
}
