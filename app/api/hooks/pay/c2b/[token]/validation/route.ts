import { receiveCallback } from "@/app/api/hooks/receive";

export const dynamic = "force-dynamic";

/** M-Pesa asks whether to take a payment. Always yes: what names nobody waits in suspense for staff. */
export const POST = receiveCallback("c2b_validation");
