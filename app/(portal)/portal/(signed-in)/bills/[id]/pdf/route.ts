import { billFile } from "@/app/_auth/documents";

/** One of the customer's own bills as PDF. */
export const GET = billFile("customer");
