import { customerStatementFile } from "@/app/_auth/documents";

/** A customer's statement as PDF, ?from= and &to= days. */
export const GET = customerStatementFile("pdf");
