import type { Row } from "../port";
import { digestRow, fieldOf, type RawRow, wordsOf } from "./raw-row";
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

  /** Equal for equal rows, but for this field. */
  digest(except?: string): number {
    return digestRow(this.#raw, except);
  }

  /** One field without reading the row; ASCII values only. */
  field(name: string): string | undefined {
    return fieldOf(this.#raw, name);
  }

  read(): Row {
    return parseAttributes(wordsOf(this.#raw).map((word) => decodeText(word, this.#encoding)));
  }
}
