import { receiveCallback } from "@/app/api/hooks/receive";

export const dynamic = "force-dynamic";

/** M-Pesa says that money has arrived. */
export const POST = receiveCallback("c2b_confirmation");
