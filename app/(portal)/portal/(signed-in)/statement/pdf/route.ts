import { ownStatementFile } from "@/app/_auth/documents";

/** The customer's own statement as PDF, ?from= and &to= days. */
export const GET = ownStatementFile("pdf");
