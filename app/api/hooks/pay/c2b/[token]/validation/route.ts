import { receiveValidation } from "@/app/api/hooks/receive";

export const dynamic = "force-dynamic";

/** M-Pesa asks whether to take a payment. */
export const POST = receiveValidation;
