import { decodeLength, MAX_WORD_BYTES, ProtocolViolation, prefixBytes } from "./length";

const EXCLAMATION_MARK = 0x21;
/** The first word of a reply is `!done` or the like. */
const MAX_REPLY_WORD_BYTES = 64;
/** No row of ours comes near this. */
const MAX_SENTENCE_BYTES = 2 * MAX_WORD_BYTES;

/**
 * Cuts a byte stream into sentences, however it is segmented. A sentence ends where its zero-length word says so and
 * nowhere else; it is given as it came, without that word. `push` throws ProtocolViolation as soon as the bytes cannot
 * be a RouterOS reply.
 */
export class SentenceParser {
  readonly #onSentence: (sentence: Buffer) => void;
  #chunks: Buffer[] = [];
  #size = 0;
  /** Where the first incomplete word begins: what stands before it was looked at. */
  #at = 0;
  /** Bytes that must be there before looking again makes sense: keeps large words linear. */
  #needed = 1;

  constructor(onSentence: (sentence: Buffer) => void) {
    this.#onSentence = onSentence;
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    if (this.#size < this.#at + this.#needed) return;
    const buffer = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks, this.#size);
    const rest = buffer.subarray(this.#consume(buffer));
    this.#chunks = rest.length > 0 ? [rest] : [];
    this.#size = rest.length;
  }

  /** Gives every complete sentence; returns where the incomplete one begins. */
  #consume(buffer: Buffer): number {
    let start = 0;
    let offset = this.#at;
    for (;;) {
      const end = this.#endOfWord(buffer, start, offset);
      if (end === undefined) break;
      if (end < 0) {
        if (offset > start) this.#onSentence(buffer.subarray(start, offset));
        start = -end;
      }
      offset = Math.abs(end);
    }
    if (offset - start > MAX_SENTENCE_BYTES) throw new ProtocolViolation("a sentence does not end");
    this.#at = offset - start;
    return start;
  }

  /** Where the word at `offset` ends, below zero if it ends the sentence; undefined while it is incomplete. */
  #endOfWord(buffer: Buffer, start: number, offset: number): number | undefined {
    this.#needed = 1;
    if (offset >= buffer.length) return undefined;
    const first = buffer[offset] ?? 0;
    const prefix = prefixBytes(first);
    this.#needed = prefix;
    if (offset + prefix > buffer.length) return undefined;
    const length = first < 0x80 ? first : decodeLength(buffer, offset, prefix);
    if (length === 0) return -(offset + prefix);
    const at = offset + prefix;
    if (offset === start) this.#checkReplyWord(buffer, at, length);
    if (at + length <= buffer.length) return at + length;
    // At its first byte look once: what starts wrongly need not be waited for.
    this.#needed = at < buffer.length ? prefix + length : prefix + 1;
    return undefined;
  }

  /** Tells an SSH or HTTP server from a router at its first bytes, not after minutes of waiting. */
  #checkReplyWord(buffer: Buffer, start: number, length: number): void {
    if (length > MAX_REPLY_WORD_BYTES) throw new ProtocolViolation("a reply word is too long");
    if (start < buffer.length && buffer[start] !== EXCLAMATION_MARK) {
      throw new ProtocolViolation("a reply does not start with an exclamation mark");
    }
  }
}
