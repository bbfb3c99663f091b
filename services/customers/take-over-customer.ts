import { and, eq, isNull } from "drizzle-orm";
import type { TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { createCustomer } from "./create-customer";

const { customerPhones } = schema;

/**
 * The customer of a login that was found on a router: who has the phone already, else a new one. In the caller's
 * transaction; the caller has authorised.
 */
export async function takeOverCustomer(
  ctx: TxContext,
  { name, phone }: { name: string; phone: string | null },
): Promise<{ customerId: string; fresh: boolean }> {
  const known = phone ? await holderOf(ctx, phone) : undefined;
  if (known) return { customerId: known, fresh: false };
  const { customerId } = await createCustomer(ctx, { name, ...(phone && { phone }) });
  return { customerId, fresh: true };
}

async function holderOf(ctx: TxContext, phone: string): Promise<string | undefined> {
  const [holder] = await ctx.tx
    .select({ customerId: customerPhones.customerId })
    .from(customerPhones)
    .where(and(eq(customerPhones.phone, phone), isNull(customerPhones.removedAt)));
  return holder?.customerId;
}
