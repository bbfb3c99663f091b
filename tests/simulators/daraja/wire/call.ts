import type { Context } from "../context";
import { failure, type Reply } from "./reply";

/** A call that reached an endpoint with a valid token and a JSON object for body. */
export interface Call {
  ctx: Context;
  body: Record<string, unknown>;
}

/** The number that signs requests: a till's store, else the shortcode itself. */
export function signingShortcode({ options }: Context): string {
  return options.kind === "till" ? (options.storeNumber ?? options.shortcode) : options.shortcode;
}

interface Signed {
  BusinessShortCode: string;
  Password: string;
  Timestamp: string;
}

/** Checks shortcode and Password = base64(shortcode + passkey + Timestamp); undefined if right. */
export function refuseBadPassword(ctx: Context, signed: Signed): Reply | undefined {
  const { passkey } = ctx.options;
  const signer = signingShortcode(ctx);
  if (signed.BusinessShortCode !== signer) {
    return failure("500.001.1001", "Merchant does not exist");
  }
  const expected = Buffer.from(signer + passkey + signed.Timestamp).toString("base64");
  return signed.Password === expected ? undefined : failure("500.001.1001", "Wrong credentials");
}
