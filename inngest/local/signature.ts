import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import canonicalize from "canonicalize";

const MAX_AGE_SECONDS = 300;

/** Body and headers of a signed call. The SDK checks the canonical form, so that is what we send. */
export function signBody(
  body: unknown,
  signingKey: string,
  nowMs = Date.now(),
): { text: string; signature: string } {
  const text = canonicalize(body) ?? "";
  const seconds = Math.floor(nowMs / 1000).toString();
  return { text, signature: `t=${seconds}&s=${hmac(text, seconds, signingKey)}` };
}

/**
 * True if `header` (`t=<unix seconds>&s=<hex>`) signs this text and is at most 5 minutes away from
 * now. The SDK signs what it sends as it stands; the canonical form is accepted as well.
 */
export function verifySignature(
  text: string,
  header: string | undefined,
  signingKey: string,
  nowMs = Date.now(),
): boolean {
  const fields = new URLSearchParams(header ?? "");
  const seconds = fields.get("t") ?? "";
  const signature = fields.get("s") ?? "";
  if (!/^\d+$/.test(seconds)) return false;
  if (Math.abs(nowMs / 1000 - Number(seconds)) > MAX_AGE_SECONDS) return false;
  if (safeEqual(signature, hmac(text, seconds, signingKey))) return true;
  const canonical = tryCanonicalize(text);
  return canonical !== undefined && safeEqual(signature, hmac(canonical, seconds, signingKey));
}

/** What the SDK sends as its bearer token: the key's environment prefix and the hash of its bytes. */
export function hashSigningKey(signingKey: string): string {
  const prefix = signingKey.match(/^signkey-\w+-/)?.[0] ?? "";
  const hash = createHash("sha256").update(Buffer.from(withoutPrefix(signingKey), "hex"));
  return prefix + hash.digest("hex");
}

/** Compares two secrets in a time that does not tell where they differ. */
export function safeEqual(left: string, right: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}

function hmac(text: string, seconds: string, signingKey: string): string {
  return createHmac("sha256", withoutPrefix(signingKey))
    .update(text + seconds)
    .digest("hex");
}

function withoutPrefix(signingKey: string): string {
  return signingKey.replace(/^signkey-\w+-/, "");
}

function tryCanonicalize(text: string): string | undefined {
  try {
    return canonicalize(JSON.parse(text));
  } catch {
    return undefined;
  }
}
