import { receiptFile } from "@/app/_auth/documents";

/** A payment's receipt as PDF; ?customer= names whose part, when it was split. */
export const GET = receiptFile("staff");
