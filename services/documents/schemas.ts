import { z } from "zod";
import { isDay } from "@/lib/time";

/** A calendar day as forms and addresses write it: "2026-06-01". */
export const Day = z.string("Choose a day.").refine(isDay, "Choose a day, like 2026-06-01.");

export const ByBill = z.object({ billId: z.uuid() });
export const ByPayment = z.object({
  paymentId: z.uuid(),
  /** Whose part, when it was split. */
  customerId: z.uuid().optional(),
});
export const ByCreditNote = z.object({ creditNoteId: z.uuid() });

export const StatementInput = z
  .object({ customerId: z.uuid(), from: Day, to: Day })
  .refine(({ from, to }) => from <= to, {
    path: ["to"],
    message: "The last day must not be before the first.",
  });
