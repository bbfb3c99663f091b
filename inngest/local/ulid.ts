import { randomBytes } from "node:crypto";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** A ULID: 48 bits of time in ms and 80 bits of entropy, in Crockford's base 32. */
export function ulid(timeMs: number = Date.now(), entropy: Uint8Array = randomBytes(10)): string {
  let value = BigInt(timeMs);
  for (const byte of entropy.subarray(0, 10)) value = (value << 8n) | BigInt(byte);
  let text = "";
  for (let i = 0; i < 26; i++) {
    text = ALPHABET.charAt(Number(value & 31n)) + text;
    value >>= 5n;
  }
  return text;
}

/**
 * The ids for a batch sent with `x-inngest-event-id-seed: <ms>,<base64 of 10 bytes>`, so that a
 * repeated send gives the same ids. Undefined if the header is missing or malformed.
 */
export function idsFromSeed(header: string | undefined, count: number): string[] | undefined {
  const [ms, base64] = (header ?? "").split(",");
  if (!ms || !base64 || !/^\d{1,15}$/.test(ms)) return undefined;
  const seed = Buffer.from(base64, "base64");
  if (seed.length !== 10 || Number(ms) >= 2 ** 48) return undefined;
  return Array.from({ length: count }, (_, index) => {
    const entropy = Buffer.from(seed);
    entropy.writeUInt32BE((entropy.readUInt32BE(6) + index) >>> 0, 6);
    return ulid(Number(ms), entropy);
  });
}
