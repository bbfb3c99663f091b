import { formatStamp } from "../time";
import { businessShortcode, type DarajaConfig } from "./config";

/** The signature of a push or query: base64 of shortcode, passkey and the same timestamp (EAT) that is sent. */
export function signRequest(config: DarajaConfig, at: Date) {
  const shortcode = businessShortcode(config);
  const timestamp = formatStamp(at);
  const password = Buffer.from(`${shortcode}${config.passkey}${timestamp}`).toString("base64");
  return { BusinessShortCode: Number(shortcode), Password: password, Timestamp: timestamp };
}
