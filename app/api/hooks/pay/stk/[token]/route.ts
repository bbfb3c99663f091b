import { receiveCallback } from "@/app/api/hooks/receive";

export const dynamic = "force-dynamic";

/** M-Pesa says how a push ended. */
export const POST = receiveCallback("stk_callback");
