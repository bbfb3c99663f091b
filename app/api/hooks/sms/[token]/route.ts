import { receiveCallback } from "@/app/api/hooks/receive";

export const dynamic = "force-dynamic";

/** The SMS gateway's delivery reports. */
export const POST = receiveCallback("sms_report");
