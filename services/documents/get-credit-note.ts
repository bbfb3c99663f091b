import { eq } from "drizzle-orm";
import type { z } from "zod";
import { authorise, type Context, handle } from "@/lib/context";
import { schema } from "@/lib/db";
import type { Letterhead } from "@/lib/documents";
import { notFound } from "@/lib/errors";
import { loadLetterhead } from "./load-letterhead";
import { loadParty, type Party } from "./load-party";
import { ByCreditNote } from "./schemas";

const { bills, creditNotes } = schema;

export interface CreditNoteDetails {
  note: typeof creditNotes.$inferSelect;
  billNumber: string | null;
  customer: Party;
  letterhead: Letterhead;
}

/** A credit note with the bill that it corrects; customers see their own. Errors: forbidden, not_found. */
export async function getCreditNote(
  ctx: Context,
  input: z.input<typeof ByCreditNote>,
): Promise<CreditNoteDetails> {
  const parsed = ByCreditNote.safeParse(input);
  const [found] = parsed.success
    ? await handle(ctx)
        .select({ note: creditNotes, billNumber: bills.number })
        .from(creditNotes)
        .leftJoin(bills, eq(bills.id, creditNotes.billId))
        .where(eq(creditNotes.id, parsed.data.creditNoteId))
    : [];
  authorise(ctx, { staff: "read", customer: found?.note.customerId });
  const customer = found && (await loadParty(ctx, found.note.customerId));
  if (!found || !customer) throw notFound("credit note");
  return { ...found, customer, letterhead: await loadLetterhead(ctx) };
}
