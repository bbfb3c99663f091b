import { and, eq, isNull, sql } from "drizzle-orm";
import { gathered, type TxContext } from "@/lib/context";
import { isOneOf, schema } from "@/lib/db";
import { rowOfEach } from "@/lib/group-by";
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
  const to = await mainPhone(ctx, message.customerId);
  if (!to) return;
  const values = { ...message.values, operator: to.operator };
  await queueMessage(ctx, { ...message, values, phone: to.phone });
}

const mainPhone = gathered("messages", async (ctx, customerIds: string[]) => {
  const { customerId, phone, primary, removedAt } = customerPhones;
  const found = await ctx.tx
    .select({ customerId, phone, operator: installation.operatorName })
    .from(customerPhones)
    .innerJoin(installation, sql`true`)
    .where(and(isOneOf(customerId, customerIds), eq(primary, true), isNull(removedAt)));
  return rowOfEach(customerIds, found, (row) => row.customerId);
});
