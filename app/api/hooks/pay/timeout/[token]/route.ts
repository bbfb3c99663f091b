import { receiveCallback } from "@/app/api/hooks/receive";

export const dynamic = "force-dynamic";

/** M-Pesa could not take up a request in time. That is not "failed". */
export const POST = receiveCallback("provider_timeout");
