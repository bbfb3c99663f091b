import { z } from "zod";
import { uuid } from "@/lib/id";
import { isDay } from "@/lib/time";

/** A calendar day as forms and addresses write it: "2026-06-01". */
export const Day = z.string("Choose a day.").refine(isDay, "Choose a day, like 2026-06-01.");

export const ByBill = z.object({ billId: uuid() });
export const ByPayment = z.object({
  paymentId: uuid(),
  /** Whose part, when it was split. */
  customerId: uuid().optional(),
});
export const ByCreditNote = z.object({ creditNoteId: uuid() });

export const StatementInput = z
  .object({ customerId: uuid(), from: Day, to: Day })
  .refine(({ from, to }) => from <= to, {
    path: ["to"],
    message: "The last day must not be before the first.",
  });
