import { decodeLength, ProtocolViolation, prefixBytes } from "./length";

const EXCLAMATION_MARK = 0x21;
/** The first word of a reply is `!done` or the like. */
const MAX_REPLY_WORD_BYTES = 64;

/**
 * Cuts a byte stream into sentences, however it is segmented. A sentence ends where its zero-length word says so and
 * nowhere else. `push` throws ProtocolViolation as soon as the bytes cannot be a RouterOS reply.
 */
export class SentenceParser {
  readonly #onSentence: (words: Buffer[]) => void;
  #chunks: Buffer[] = [];
  #size = 0;
  /** Bytes that must be there before looking again makes sense: keeps large words linear. */
  #needed = 1;
  #words: Buffer[] = [];

  constructor(onSentence: (words: Buffer[]) => void) {
    this.#onSentence = onSentence;
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    if (this.#size < this.#needed) return;
    const buffer = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks, this.#size);
    const rest = buffer.subarray(this.#consume(buffer));
    this.#chunks = rest.length > 0 ? [rest] : [];
    this.#size = rest.length;
  }

  /** Takes every complete word; returns where the incomplete one begins. */
  #consume(buffer: Buffer): number {
    let offset = 0;
    for (;;) {
      this.#needed = 1;
      if (offset >= buffer.length) return offset;
      const prefix = prefixBytes(buffer.readUInt8(offset));
      this.#needed = prefix;
      if (offset + prefix > buffer.length) return offset;
      const length = decodeLength(buffer, offset, prefix);
      this.#checkReplyWord(buffer, offset + prefix, length);
      const end = offset + prefix + length;
      if (end > buffer.length) {
        // At its first byte look once: what starts wrongly need not be waited for.
        this.#needed = offset + prefix < buffer.length ? prefix + length : prefix + 1;
        return offset;
      }
      this.#take(buffer.subarray(offset + prefix, end));
      offset = end;
    }
  }

  /** Tells an SSH or HTTP server from a router at its first bytes, not after minutes of waiting. */
  #checkReplyWord(buffer: Buffer, start: number, length: number): void {
    if (this.#words.length > 0 || length === 0) return;
    if (length > MAX_REPLY_WORD_BYTES) throw new ProtocolViolation("a reply word is too long");
    if (start < buffer.length && buffer.readUInt8(start) !== EXCLAMATION_MARK) {
      throw new ProtocolViolation("a reply does not start with an exclamation mark");
    }
  }

  #take(word: Buffer): void {
    if (word.length > 0) {
      this.#words.push(word);
      return;
    }
    const words = this.#words;
    this.#words = [];
    if (words.length > 0) this.#onSentence(words);
  }
}
