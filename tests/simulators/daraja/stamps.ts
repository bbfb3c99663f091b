const EAT_OFFSET_MS = 3 * 60 * 60 * 1_000;

/** Wall clock in East Africa (UTC+3, no daylight saving) as an ISO-like text: 2026-06-01T09:30:41.123. */
function wallClock(date: Date): string {
  return new Date(date.getTime() + EAT_OFFSET_MS).toISOString().slice(0, -1);
}

/** 20260601093041: TransTime, TransactionDate and the password's Timestamp. */
export function compactStamp(date: Date): string {
  return wallClock(date).slice(0, 19).replace(/\D/g, "");
}

/** 01062026093041: the date inside a CheckoutRequestID. */
export function dayFirstStamp(date: Date): string {
  const stamp = compactStamp(date);
  return stamp.slice(6, 8) + stamp.slice(4, 6) + stamp.slice(0, 4) + stamp.slice(8);
}

/** 01-06-2026 09:30:41: the portal's statement. */
export function portalStamp(date: Date): string {
  const text = wallClock(date);
  return `${text.slice(8, 10)}-${text.slice(5, 7)}-${text.slice(0, 4)} ${text.slice(11, 19)}`;
}

/** 01.06.2026 09:30:41: the result of a B2C payment. */
export const dottedStamp = (date: Date): string =>
  portalStamp(date).replace("-", ".").replace("-", ".");

/** 2026-06-01T09:30:41Z in the zone asked for: Pull's trxDate. */
export function pullStamp(date: Date, zone: "eat" | "utc"): string {
  const text = zone === "eat" ? wallClock(date) : date.toISOString();
  return `${text.slice(0, 19)}Z`;
}

/** Reads `2026-06-01 09:30:41` as East African time; undefined if it is no such moment. */
export function parsePlainStamp(text: string): Date | undefined {
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)) return undefined;
  const date = new Date(`${text.replace(" ", "T")}+03:00`);
  if (Number.isNaN(date.getTime())) return undefined;
  return wallClock(date).slice(0, 19).replace("T", " ") === text ? date : undefined;
}

/** Whether a text is a real moment written YYYYMMDDHHmmss. */
export function isCompactStamp(text: string): boolean {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text);
  if (!parts) return false;
  const [, year, month, day, hour, minute, second] = parts;
  return parsePlainStamp(`${year}-${month}-${day} ${hour}:${minute}:${second}`) !== undefined;
}

/** The receipt's first three characters: year (R is 2023), month (A–L), day (1–9, then A–V). */
export function receiptPrefix(date: Date): string {
  const stamp = compactStamp(date);
  const year = String.fromCharCode(65 + ((Number(stamp.slice(0, 4)) - 2023 + 17) % 26));
  const month = String.fromCharCode(64 + Number(stamp.slice(4, 6)));
  return year + month + Number(stamp.slice(6, 8)).toString(32).toUpperCase();
}
