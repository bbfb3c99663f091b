import { receiveCallback } from "@/app/api/hooks/receive";

export const dynamic = "force-dynamic";

/** M-Pesa answers something that was asked of it: a receipt, a reversal, a refund. */
export const POST = receiveCallback("provider_result");
