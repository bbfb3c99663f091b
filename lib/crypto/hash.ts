import { createHash, randomBytes, randomInt, timingSafeEqual } from "node:crypto";

/** SHA-256, hex. */
export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** 128 random bits as hex: hex can never spell a word that a provider forbids in URLs. */
export const randomToken = (): string => randomBytes(16).toString("hex");

/** A numeric one-time code of the given length. */
export const randomDigits = (length: number): string =>
  Array.from({ length }, () => randomInt(10)).join("");

/** Compares in constant time. */
export function safeEqual(a: string, b: string): boolean {
  const [x, y] = [Buffer.from(sha256(a)), Buffer.from(sha256(b))];
  return timingSafeEqual(x, y);
}
