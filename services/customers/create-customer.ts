import type { z } from "zod";
import { randomAccountNumber } from "@/lib/account-number";
import type { TxContext } from "@/lib/context";
import { schema } from "@/lib/db";
import { hashPhone } from "@/lib/phone";
import type { CustomerInput } from "./schemas";

const { customerPhones, customers } = schema;

/** The customer with its first phone, if any, and a fresh account number. A taken phone violates its unique index. */
export async function createCustomer(
  ctx: TxContext,
  { phone, ...values }: Omit<z.output<typeof CustomerInput>, "phone"> & { phone?: string },
): Promise<{ customerId: string; accountNumber: string }> {
  for (;;) {
    const [row] = await ctx.tx
      .insert(customers)
      .values({
        id: ctx.newId(),
        ...values,
        accountNumber: randomAccountNumber(),
        createdAt: ctx.now(),
      })
      .onConflictDoNothing({ target: customers.accountNumber })
      .returning({ customerId: customers.id, accountNumber: customers.accountNumber });
    if (!row) continue;
    if (!phone) return row;
    await ctx.tx.insert(customerPhones).values({
      id: ctx.newId(),
      customerId: row.customerId,
      phone,
      phoneHash: hashPhone(phone),
      primary: true,
      createdAt: ctx.now(),
    });
    return row;
  }
}
