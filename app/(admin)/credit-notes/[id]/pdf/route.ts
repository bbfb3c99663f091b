import { creditNoteFile } from "@/app/_auth/documents";

/** A credit note as PDF. */
export const GET = creditNoteFile("staff");
