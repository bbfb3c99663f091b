import { constants, createPrivateKey, privateDecrypt } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Context } from "./context";

const file = (name: string) => readFileSync(join(import.meta.dirname, "keys", name), "utf8");

/** The certificate to encrypt initiator passwords for; its key lies beside it and protects nothing. */
export const CERTIFICATE_PEM = file("initiator-certificate.pem");
const KEY = createPrivateKey(file("initiator-key.pem"));

/**
 * The password inside a SecurityCredential; undefined when it is not base64 of RSA with PKCS#1 v1.5 padding for
 * our certificate. Unpadded by hand: Node refuses that padding where it fears timing attacks.
 */
export function openCredential(credential: string): string | undefined {
  const sealed = Buffer.from(credential, "base64");
  if (sealed.toString("base64") !== credential || sealed.length !== 256) return undefined;
  const block = decrypt(sealed) ?? Buffer.alloc(0);
  const end = block.indexOf(0, 2);
  if (block[0] !== 0 || block[1] !== 2 || end < 10) return undefined;
  return block.subarray(end + 1).toString("utf8");
}

function decrypt(sealed: Buffer): Buffer | undefined {
  try {
    return privateDecrypt({ key: KEY, padding: constants.RSA_NO_PADDING }, sealed);
  } catch {
    return undefined;
  }
}

/** Whether name and password are those of the shortcode's API operator. */
export const isInitiator = (ctx: Context, name: string, password: string): boolean =>
  name === ctx.options.initiatorName && password === ctx.options.initiatorPassword;
