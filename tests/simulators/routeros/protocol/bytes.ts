const strictUtf8 = new TextDecoder("utf-8", { fatal: true });

/** Text as a byte string: one character per UTF-8 byte, which is how words and rows are kept. */
export function toBytes(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

/** A byte string as text; bytes that are not UTF-8 are read as Latin-1. */
export function fromBytes(bytes: string): string {
  try {
    return strictUtf8.decode(Buffer.from(bytes, "latin1"));
  } catch {
    return bytes;
  }
}

/** Applies `convert` to every value of a record. */
export function mapValues(
  record: Readonly<Record<string, string>>,
  convert: (value: string) => string,
): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, convert(value)]));
}
