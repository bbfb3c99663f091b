import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { env } from "../env";

const key = () => Buffer.from(env().ENCRYPTION_KEY, "base64");

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
  return Buffer.concat([decipher.update(body), decipher.final()]).toString("utf8");
}
