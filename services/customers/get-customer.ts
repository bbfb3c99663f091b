import { and, asc, desc, eq, inArray, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { notFound } from "@/lib/errors";
import { uuid } from "@/lib/id";

const Input = z.object({ customerId: uuid() });
const { customerPhones, customers, ledgerAccounts, providerRequests } = schema;

export type CustomerPhone = typeof customerPhones.$inferSelect;
export interface CustomerDetails {
  customer: typeof customers.$inferSelect;
  phones: CustomerPhone[];
  walletCents: number;
  /** Refunds that have left the wallet and that M-Pesa has not settled. */
  refundingCents: number;
}

/** A customer with phones and what is in the wallet. Errors: forbidden, not_found. */
export async function getCustomer(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<CustomerDetails> {
  const parsed = Input.safeParse(input);
  authorise(ctx, { staff: "read", customer: parsed.data?.customerId });
  if (!parsed.success) throw notFound("customer");
  const { customerId } = parsed.data;
  const db = handle(ctx);
  const [[customer], phones, [wallet], [refunds]] = await Promise.all([
    db.select().from(customers).where(eq(customers.id, customerId)),
    db
      .select()
      .from(customerPhones)
      .where(and(eq(customerPhones.customerId, customerId), isNull(customerPhones.removedAt)))
      .orderBy(desc(customerPhones.primary), asc(customerPhones.createdAt)),
    db
      .select({ cents: ledgerAccounts.balanceCents })
      .from(ledgerAccounts)
      .where(and(eq(ledgerAccounts.kind, "wallet"), eq(ledgerAccounts.customerId, customerId))),
    db
      .select({ cents: sql`coalesce(sum(${providerRequests.amountCents}), 0)`.mapWith(Number) })
      .from(providerRequests)
      .where(
        and(
          eq(providerRequests.kind, "refund"),
          eq(providerRequests.customerId, customerId),
          inArray(providerRequests.state, ["created", "sent", "unknown"]),
        ),
      ),
  ]);
  if (!customer) throw notFound("customer");
  return {
    customer,
    phones,
    walletCents: wallet?.cents ?? 0,
    refundingCents: refunds?.cents ?? 0,
  };
}
