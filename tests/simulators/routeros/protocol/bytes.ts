const strictUtf8 = new TextDecoder("utf-8", { fatal: true });

// biome-ignore lint/suspicious/noControlCharactersInRegex: every byte below 128 is the same either way.
const ASCII = /^[\x00-\x7f]*$/;

/** Text as a byte string: one character per UTF-8 byte, which is how words and rows are kept. */
export function toBytes(text: string): string {
  return ASCII.test(text) ? text : Buffer.from(text, "utf8").toString("latin1");
}

/** A byte string as text; bytes that are not UTF-8 are read as Latin-1. */
export function fromBytes(bytes: string): string {
  if (ASCII.test(bytes)) return bytes;
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
