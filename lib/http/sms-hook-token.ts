import { createHmac } from "node:crypto";
import { env } from "../env";

/**
 * The secret in the address that SMS delivery reports come to: 128 bits, the same at every start. Give the
 * gateway `<origin>/api/hooks/sms/<token>`.
 */
export const smsHookToken = (): string =>
  createHmac("sha256", Buffer.from(env().ENCRYPTION_KEY, "base64"))
    .update("sms-hook")
    .digest("hex")
    .slice(0, 32);
