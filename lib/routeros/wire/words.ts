import type { Row, Words } from "../port";
import { encodeLength } from "./length";

/** A sentence ready for one socket write: words in UTF-8, closed by the zero-length word. */
export function encodeSentence(words: readonly string[]): Buffer {
  const parts: Buffer[] = [];
  for (const word of words) {
    const bytes = Buffer.from(word, "utf8");
    parts.push(encodeLength(bytes.length), bytes);
  }
  parts.push(Buffer.from([0]));
  return Buffer.concat(parts);
}

/** `{ name: "x" }` as `=name=x`. */
export function attributeWords(words: Words = []): string[] {
  const pairs = Array.isArray(words) ? words : Object.entries(words);
  return pairs.map(([key, value]) => `=${key}=${value}`);
}

/** `=name=x` words as a row; a value may contain `=`. Words of any other form are left out. */
export function parseAttributes(words: readonly string[]): Row {
  const pairs: [string, string][] = [];
  for (const word of words) {
    const split = word.indexOf("=", 1);
    if (word.startsWith("=") && split > 0) {
      pairs.push([word.slice(1, split), word.slice(split + 1)]);
    }
  }
  return Object.fromEntries(pairs);
}
