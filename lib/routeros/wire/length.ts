/** No field of ours comes near this; what claims more is not a router, or not sane. 4 MiB. */
export const MAX_WORD_BYTES = 4 * 1024 * 1024;

/** What was received cannot be RouterOS API traffic. */
export class ProtocolViolation extends Error {}

/** The length prefix of a word, 1 to 5 bytes, big-endian (RouterOS docs, "API words"). */
export function encodeLength(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  if (length < 0x4000) return Buffer.from([0x80 | (length >> 8), length & 0xff]);
  if (length < 0x200000) {
    return Buffer.from([0xc0 | (length >> 16), (length >> 8) & 0xff, length & 0xff]);
  }
  if (length > MAX_WORD_BYTES) throw new RangeError("word too long");
  return Buffer.from([0xe0, (length >> 16) & 0xff, (length >> 8) & 0xff, length & 0xff]);
}

/** How many bytes the prefix takes, from its first byte. Throws ProtocolViolation for reserved ones (0xF1 and up). */
export function prefixBytes(first: number): number {
  if (first < 0x80) return 1;
  if (first < 0xc0) return 2;
  if (first < 0xe0) return 3;
  if (first < 0xf0) return 4;
  if (first === 0xf0) return 5;
  throw new ProtocolViolation("a reserved length byte arrived");
}

/** The length in a complete prefix of `bytes` bytes at `offset`. Throws ProtocolViolation above MAX_WORD_BYTES. */
export function decodeLength(buffer: Buffer, offset: number, bytes: number): number {
  const mask = [0, 0x7f, 0x3f, 0x1f, 0x0f, 0x00][bytes] ?? 0;
  let length = buffer.readUInt8(offset) & mask;
  for (let i = 1; i < bytes; i++) length = length * 256 + buffer.readUInt8(offset + i);
  if (length > MAX_WORD_BYTES) {
    throw new ProtocolViolation(`a word of ${length} bytes was announced`);
  }
  return length;
}
