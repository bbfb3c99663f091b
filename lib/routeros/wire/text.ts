import { isUtf8 } from "node:buffer";

export type FallbackEncoding = "windows-1252" | "utf-8";

/** Code points of the bytes 0x80 to 0x9f in windows-1252; the five unassigned ones keep their value (WHATWG Encoding). */
const WINDOWS_1252_HIGH = [
  0x20ac, 0x81, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039,
  0x0152, 0x8d, 0x017d, 0x8f, 0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc,
  0x2122, 0x0161, 0x203a, 0x0153, 0x9d, 0x017e, 0x0178,
];

/** A word as text: strict UTF-8 first, else the router's codepage. Routers store bytes and never say which. */
export function decodeText(bytes: Buffer, fallback: FallbackEncoding): string {
  if (isUtf8(bytes) || fallback === "utf-8") return bytes.toString("utf8");
  return decodeWindows1252(bytes);
}

/** By table: TextDecoder takes this label for Latin-1 in several Node releases. */
function decodeWindows1252(bytes: Buffer): string {
  const points = Array.from(bytes, (byte) =>
    byte >= 0x80 && byte < 0xa0 ? (WINDOWS_1252_HIGH[byte - 0x80] ?? byte) : byte,
  );
  return points.map((point) => String.fromCharCode(point)).join("");
}
