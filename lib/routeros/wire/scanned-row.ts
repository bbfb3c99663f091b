import { isAscii } from "node:buffer";
import type { Row } from "../port";
import { attributesOf, digestRow, fieldIs, fieldOf, type RawRow, someOf, wordsOf } from "./raw-row";
import { decodeText, type FallbackEncoding } from "./text";
import { parseAttributes } from "./words";

/** A printed row that is read when somebody asks. Holds what the router printed, passwords too: for immediate use only. */
export class ScannedRow {
  readonly #raw: RawRow;
  readonly #encoding: FallbackEncoding;

  constructor(raw: RawRow, encoding: FallbackEncoding) {
    this.#raw = raw;
    this.#encoding = encoding;
  }

  /** Equal for equal rows, but for these fields. */
  digest(except?: readonly string[]): number {
    return digestRow(this.#raw, except);
  }

  /** One field without reading the row; ASCII values only. */
  field(name: string): string | undefined {
    return fieldOf(this.#raw, name);
  }

  /** Whether a field has this value; undefined when it is not there. Never true of what is not ASCII. */
  is(name: string, value: string): boolean | undefined {
    return fieldIs(this.#raw, name, value);
  }

  /** The whole row, or these of its fields at least. */
  read(fields?: readonly string[]): Row {
    // Nearly all rows: no word needs to be looked at to know its encoding.
    if (isAscii(this.#raw)) return fields ? someOf(this.#raw, fields) : attributesOf(this.#raw);
    return parseAttributes(wordsOf(this.#raw).map((word) => decodeText(word, this.#encoding)));
  }
}
