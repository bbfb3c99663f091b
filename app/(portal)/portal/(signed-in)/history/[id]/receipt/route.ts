import { receiptFile } from "@/app/_auth/documents";

/** The receipt of one of the customer's own payments as PDF. */
export const GET = receiptFile("customer");
