import { and, eq, isNull, sql } from "drizzle-orm";
import type { TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { queueMessage, type Template } from "@/services/messages";

const { customerPhones, installation } = schema;

/** Queues an SMS to a customer's main phone, once per key; nothing when they have none. Fills in `operator`. */
export async function tellCustomer(
  ctx: TxContext,
  message: {
    customerId: string;
    template: Template;
    values: Record<string, string>;
    dedupeKey: string;
  },
): Promise<void> {
  const [to] = await ctx.tx
    .select({ phone: customerPhones.phone, operator: installation.operatorName })
    .from(customerPhones)
    .innerJoin(installation, sql`true`)
    .where(
      and(
        eq(customerPhones.customerId, message.customerId),
        eq(customerPhones.primary, true),
        isNull(customerPhones.removedAt),
      ),
    );
  if (!to) return;
  const values = { ...message.values, operator: to.operator };
  await queueMessage(ctx, { ...message, values, phone: to.phone });
}
