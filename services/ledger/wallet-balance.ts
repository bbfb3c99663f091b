import { and, eq } from "drizzle-orm";
import { type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";

const { ledgerAccounts } = schema;

/** What stands in a customer's wallet, in cents; 0 when none was opened yet. The caller has authorised. */
export async function walletBalance(
  ctx: Context,
  input: { customerId: string },
): Promise<{ balanceCents: number }> {
  const [row] = await handle(ctx)
    .select({ balanceCents: ledgerAccounts.balanceCents })
    .from(ledgerAccounts)
    .where(and(eq(ledgerAccounts.kind, "wallet"), eq(ledgerAccounts.customerId, input.customerId)));
  return { balanceCents: row?.balanceCents ?? 0 };
}
