/** The peer sent what the protocol does not allow; the connection cannot go on. */
export class ProtocolError extends Error {}

/** Longest word taken from a client, in bytes. Rows of scripts stay far below. */
const MAX_WORD_BYTES = 4 * 1024 * 1024;

/** Mark bits of a prefix by its size in bytes; five bytes are a case of their own. */
function mark(size: number): number {
  if (size === 2) return 0x8000;
  if (size === 3) return 0xc00000;
  return size === 4 ? 0xe0000000 : 0;
}

function prefixSize(length: number): number {
  if (length < 0x80) return 1;
  if (length < 0x4000) return 2;
  if (length < 0x200000) return 3;
  return length < 0x10000000 ? 4 : 5;
}

/** The length of a word as the wire has it, as a byte string. */
function lengthPrefix(length: number): string {
  if (length < 0x80) return String.fromCharCode(length);
  const size = prefixSize(length);
  const bytes = Buffer.alloc(size);
  if (size === 5) {
    bytes[0] = 0xf0;
    bytes.writeUInt32BE(length, 1);
  } else bytes.writeUIntBE(length + mark(size), 0, size);
  return bytes.toString("latin1");
}

/** One sentence with its terminator. Words are byte strings (RouterOS docs, "API words"). */
export function encodeSentence(words: readonly string[]): Buffer {
  return encodeSentences([words]);
}

/** Joining strings and converting once is much faster than writing word by word. */
export function encodeSentences(sentences: readonly (readonly string[])[]): Buffer {
  let text = "";
  for (const words of sentences) {
    for (const word of words) text += lengthPrefix(word.length) + word;
    text += "\0";
  }
  return Buffer.from(text, "latin1");
}

/** Reads the length prefix at `offset`; undefined while it is incomplete. */
function readLength(buffer: Buffer, offset: number): { length: number; size: number } | undefined {
  const first = buffer[offset];
  if (first === undefined) return undefined;
  if (first >= 0xf8) throw new ProtocolError(`reserved control byte 0x${first.toString(16)}`);
  if (first < 0x80) return { length: first, size: 1 };
  const size = first < 0xc0 ? 2 : first < 0xe0 ? 3 : first < 0xf0 ? 4 : 5;
  if (buffer.length < offset + size) return undefined;
  if (size === 5) return { length: buffer.readUInt32BE(offset + 1), size };
  return { length: buffer.readUIntBE(offset, size) - mark(size), size };
}

/** Puts sentences together from chunks cut anywhere, also inside a length prefix. */
export class SentenceDecoder {
  #chunks: Buffer[] = [];
  #held = 0;
  #needed = 1;
  #words: string[] = [];

  /** The sentences that `chunk` completes, empty ones included. Throws {@link ProtocolError}. */
  push(chunk: Buffer): string[][] {
    this.#chunks.push(chunk);
    this.#held += chunk.length;
    if (this.#held < this.#needed) return [];
    const buffer = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks);
    const sentences: string[][] = [];
    const offset = this.#readWords(buffer, sentences);
    this.#chunks = offset < buffer.length ? [buffer.subarray(offset)] : [];
    this.#held = buffer.length - offset;
    return sentences;
  }

  #readWords(buffer: Buffer, sentences: string[][]): number {
    let offset = 0;
    for (;;) {
      const prefix = readLength(buffer, offset);
      this.#needed = buffer.length - offset + 1;
      if (!prefix) return offset;
      if (prefix.length > MAX_WORD_BYTES) throw new ProtocolError("word too long");
      const end = offset + prefix.size + prefix.length;
      if (end > buffer.length) {
        this.#needed = end - offset;
        return offset;
      }
      if (prefix.length === 0) {
        sentences.push(this.#words);
        this.#words = [];
      } else this.#words.push(buffer.toString("latin1", offset + prefix.size, end));
      offset = end;
    }
  }
}
