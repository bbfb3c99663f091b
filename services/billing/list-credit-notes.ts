import { desc, eq, getTableColumns } from "drizzle-orm";
import { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import { uuid } from "@/lib/id";

const { bills, creditNotes } = schema;
const LIMIT = 100;
const Input = z.object({ customerId: uuid() });

export type CreditNoteRow = typeof creditNotes.$inferSelect & { billNumber: string | null };

/** A customer's credit notes, newest first; the customer may see them too. Errors: forbidden. */
export async function listCreditNotes(
  ctx: Context,
  input: z.input<typeof Input>,
): Promise<CreditNoteRow[]> {
  const { customerId } = Input.parse(input);
  authorise(ctx, { staff: "read", customer: customerId });
  return handle(ctx)
    .select({ ...getTableColumns(creditNotes), billNumber: bills.number })
    .from(creditNotes)
    .leftJoin(bills, eq(bills.id, creditNotes.billId))
    .where(eq(creditNotes.customerId, customerId))
    .orderBy(desc(creditNotes.issuedAt), desc(creditNotes.id))
    .limit(LIMIT);
}
