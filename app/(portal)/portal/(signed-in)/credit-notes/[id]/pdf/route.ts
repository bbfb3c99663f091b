import { creditNoteFile } from "@/app/_auth/documents";

/** One of the customer's own credit notes as PDF. */
export const GET = creditNoteFile("customer");
