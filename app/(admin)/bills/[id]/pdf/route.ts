import { billFile } from "@/app/_auth/documents";

/** A bill as PDF. */
export const GET = billFile("staff");
