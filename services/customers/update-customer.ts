import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, type TxContext, withTransaction } from "@/lib/context";
import { isUniqueViolation, schema } from "@/lib/db";
import { conflict, notFound } from "@/lib/errors";
import { uuid } from "@/lib/id";
import { hashPhone } from "@/lib/phone";
import { recordAudit } from "@/services/audit";
import { CustomerInput } from "./schemas";

const Input = CustomerInput.extend({ customerId: uuid(), version: z.coerce.number().int() });
const { customerPhones, customers } = schema;

/** Changes a customer's particulars and main phone. Errors: forbidden, not_found, conflict. */
export async function updateCustomer(ctx: Context, input: z.input<typeof Input>): Promise<void> {
  authorise(ctx, { staff: "customers.write" });
  const { customerId, version, phone, ...values } = Input.parse(input);
  try {
    await withTransaction(ctx, async (tx) => {
      const [before] = await tx.tx.select().from(customers).where(eq(customers.id, customerId));
      if (!before) throw notFound("customer");
      const cleared = { email: null, address: null, notes: null };
      const changed = await tx.tx
        .update(customers)
        .set({ ...cleared, ...values, version: version + 1 })
        .where(and(eq(customers.id, customerId), eq(customers.version, version)))
        .returning({ id: customers.id });
      if (changed.length === 0)
        throw conflict("Somebody changed this customer meanwhile. Reload and try again.");
      await replacePrimaryPhone(tx, customerId, phone);
      await recordAudit(tx, {
        action: "customers.update",
        entity: { kind: "customer", id: customerId },
        data: { before, after: values },
      });
    });
  } catch (error) {
    if (isUniqueViolation(error, "customer_phones_phone_unique")) {
      throw conflict("A customer with this phone exists already.", {
        phone: "Another customer has this number.",
      });
    }
    throw error;
  }
}

async function replacePrimaryPhone(ctx: TxContext, customerId: string, phone: string) {
  const primary = and(eq(customerPhones.customerId, customerId), eq(customerPhones.primary, true));
  const [current] = await ctx.tx.select().from(customerPhones).where(primary);
  if (current?.phone === phone) return;
  await ctx.tx.update(customerPhones).set({ primary: false, removedAt: ctx.now() }).where(primary);
  await ctx.tx.insert(customerPhones).values({
    id: ctx.newId(),
    customerId,
    phone,
    phoneHash: hashPhone(phone),
    primary: true,
    createdAt: ctx.now(),
  });
}
