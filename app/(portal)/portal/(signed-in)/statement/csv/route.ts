import { ownStatementFile } from "@/app/_auth/documents";

/** The customer's own statement as CSV, ?from= and &to= days. */
export const GET = ownStatementFile("csv");
