import { prefixBytes } from "./length";

/** The words of a printed row as they came, prefixes and all: a tenth of the cost of reading it. */
export type RawRow = Buffer;

const EQUALS = 0x3d;
const DOT = 0x2e;
const TAG = ".tag=";

/**
 * Tells whether a row is the one that was seen before: 53 bits over its words, but for the tag and the fields that are
 * left out. Not against forgery: who can write rows needs no trick.
 */
export function digestRow(row: RawRow, except: readonly string[] = []): number {
  let a = 0x9e3779b9;
  let b = 0x85ebca6b;
  for (let at = 0; at < row.length; ) {
    const start = at + prefixBytes(row[at] ?? 0);
    const end = start + lengthAt(row, at);
    if (row[start] === DOT || isAnyField(row, start, except)) {
      at = end;
      continue;
    }
    // The prefix too: two words are not one.
    for (let i = at; i < end; i++) {
      const byte = row[i] ?? 0;
      a = Math.imul(a ^ byte, 0x01000193);
      b = Math.imul(b + byte, 0x5bd1e995) ^ (b >>> 15);
    }
    at = end;
  }
  return ((b ^ (a >>> 13)) & 0x1fffff) * 0x1_0000_0000 + (a >>> 0);
}

/** True for the reply `!re`. */
export const isRawRow = (sentence: Buffer): boolean =>
  sentence[0] === 3 && sentence[2] === 0x72 && sentence[3] === 0x65;

/** The tag of a sentence: second on real routers, last in older documentation, so anywhere. */
export function tagOf(sentence: Buffer): string {
  for (let at = 0; at < sentence.length; ) {
    const start = at + prefixBytes(sentence[at] ?? 0);
    const end = start + lengthAt(sentence, at);
    if (sentence[start] === DOT && sentence[start + 4] === EQUALS)
      return sentence.toString("latin1", start + TAG.length, end);
    at = end;
  }
  return "";
}

/** The value of one field; undefined when the row does not have it. ASCII values only. */
export function fieldOf(row: RawRow, field: string): string | undefined {
  for (let at = 0; at < row.length; ) {
    const start = at + prefixBytes(row[at] ?? 0);
    const end = start + lengthAt(row, at);
    if (isField(row, start, field)) return row.toString("latin1", start + field.length + 2, end);
    at = end;
  }
  return undefined;
}

/** The `=field=value` words of a row that is ASCII all through, as one text that is cut: a third of reading word by word. */
export function attributesOf(row: RawRow): Record<string, string> {
  const text = row.toString("latin1");
  const fields: Record<string, string> = {};
  for (let at = 0; at < row.length; ) {
    const start = at + prefixBytes(row[at] ?? 0);
    at = start + lengthAt(row, at);
    if (row[start] !== EQUALS) continue;
    const split = text.indexOf("=", start + 1);
    if (split > start && split < at)
      fields[text.slice(start + 1, split)] = text.slice(split + 1, at);
  }
  return fields;
}

/** Only these of its fields; the rest is not looked at. Of a row that is ASCII all through. */
export function someOf(row: RawRow, fields: readonly string[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (let at = 0; at < row.length; ) {
    const start = at + prefixBytes(row[at] ?? 0);
    at = start + lengthAt(row, at);
    for (const field of fields)
      if (isField(row, start, field)) {
        found[field] = row.toString("latin1", start + field.length + 2, at);
        break;
      }
  }
  return found;
}

/** Whether a field has this value, byte for byte; undefined when the row does not have the field. ASCII only. */
export function fieldIs(row: RawRow, field: string, value: string): boolean | undefined {
  for (let at = 0; at < row.length; ) {
    const start = at + prefixBytes(row[at] ?? 0);
    const end = start + lengthAt(row, at);
    if (isField(row, start, field)) {
      const from = start + field.length + 2;
      if (end - from !== value.length) return false;
      for (let i = 0; i < value.length; i++)
        if (row[from + i] !== value.charCodeAt(i)) return false;
      return true;
    }
    at = end;
  }
  return undefined;
}

/** The words of a sentence, each a view of it. */
export function wordsOf(sentence: Buffer): Buffer[] {
  const words: Buffer[] = [];
  for (let at = 0; at < sentence.length; ) {
    const start = at + prefixBytes(sentence[at] ?? 0);
    const end = start + lengthAt(sentence, at);
    words.push(sentence.subarray(start, end));
    at = end;
  }
  return words;
}

/** The word at this place, with its sign, is `=field=…`. */
function isField(row: RawRow, start: number, field: string): boolean {
  if (row[start] !== EQUALS || row[start + field.length + 1] !== EQUALS) return false;
  for (let i = 0; i < field.length; i++)
    if (row[start + 1 + i] !== field.charCodeAt(i)) return false;
  return true;
}

function isAnyField(row: RawRow, start: number, fields: readonly string[]): boolean {
  for (const field of fields) if (isField(row, start, field)) return true;
  return false;
}

/** As `decodeLength`, of a prefix that was found to be in order when the sentence was cut. */
function lengthAt(row: RawRow, at: number): number {
  const first = row[at] ?? 0;
  if (first < 0x80) return first;
  const bytes = prefixBytes(first);
  let length = first & ([0, 0, 0x3f, 0x1f, 0x0f, 0][bytes] ?? 0);
  for (let i = 1; i < bytes; i++) length = length * 256 + (row[at + i] ?? 0);
  return length;
}
