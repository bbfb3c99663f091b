import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  type KeyObject,
  randomBytes,
} from "node:crypto";
import { env } from "../env";

let known: { text: string; key: KeyObject } | undefined;

/** Made once: a whole router's passwords are read together. */
function key(): KeyObject {
  const text = env().ENCRYPTION_KEY;
  if (known?.text !== text) known = { text, key: createSecretKey(text, "base64") };
  return known.key;
}

/** AES-256-GCM; returns `v1.<iv>.<tag>.<ciphertext>` in base64url. `purpose` is authenticated, not stored. */
export function encrypt(plain: string, purpose: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key(), iv).setAAD(Buffer.from(purpose));
  const body = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
  return ["v1", ...[iv, cipher.getAuthTag(), body].map((part) => part.toString("base64url"))].join(
    ".",
  );
}

/** Reverses `encrypt`; throws when the key, the purpose or a byte differs. */
export function decrypt(sealed: string, purpose: string): string {
  const [version, ...parts] = sealed.split(".");
  const [iv, tag, body] = parts.map((part) => Buffer.from(part, "base64url"));
  if (version !== "v1" || !iv || !tag || !body) throw new Error("not a sealed value");
  const decipher = createDecipheriv("aes-256-gcm", key(), iv)
    .setAAD(Buffer.from(purpose))
    .setAuthTag(tag);
  return decipher.update(body, undefined, "utf8") + decipher.final("utf8");
}
