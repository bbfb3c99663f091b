import { customerStatementFile } from "@/app/_auth/documents";

/** A customer's statement as CSV, ?from= and &to= days. */
export const GET = customerStatementFile("csv");
