/**
 * How RouterOS values are brought to one spelling before they are compared (RouterOS docs, and what routers read
 * back). Each function takes what the router, or we, wrote and is idempotent.
 */
export type Normaliser = (raw: string) => string;

export const text: Normaliser = (raw) => raw;

/** true/yes/enabled-by-presence → "true". */
export const bool: Normaliser = (raw) => (raw === "yes" || raw === "true" ? "true" : "false");

/** Enums that keep yes and no; routers read a written `require` back as `required`. */
export const choice: Normaliser = (raw) => {
  if (raw === "true") return "yes";
  if (raw === "false") return "no";
  return raw === "require" ? "required" : raw;
};

/** Spaces between the parts of a rate-limit do not matter; the rest is returned as it was written. */
export const rateLimit: Normaliser = (raw) => raw.trim().replace(/\s+/g, " ");

/** AA:BB:CC:DD:EE:FF, whatever the separators; anything else stays. */
export const mac: Normaliser = (raw) => {
  const digits = raw.replace(/[:.-]/g, "").toUpperCase();
  return /^[0-9A-F]{12}$/.test(digits) ? (digits.match(/../g) ?? []).join(":") : raw;
};

/** A MAC lock; routers show all zeroes where there is none. */
export const lockedMac: Normaliser = (raw) => {
  const address = mac(raw);
  return address === "00:00:00:00:00:00" ? "" : address;
};

/** An address that is always given; all zeroes is none. */
export const fixedAddress: Normaliser = (raw) => (raw === "0.0.0.0" ? "" : raw);

/** Queue targets: a single address reads back with its prefix. */
export const cidrs: Normaliser = (raw) =>
  list(raw)
    .split(",")
    .map((item) => (/^\d+(\.\d+){3}$/.test(item) ? `${item}/32` : item))
    .join(",");

const scaled =
  (step: number): Normaliser =>
  (raw) => {
    const match = /^(\d+)([kMG])?$/.exec(raw.trim());
    if (!match) return raw;
    const power = { k: 1, M: 2, G: 3 }[match[2] ?? ""] ?? 0;
    return String(Number(match[1]) * step ** power);
  };

/** Bits per second: `5M` is 5000000. */
export const rate: Normaliser = scaled(1_000);

/** Bytes: `64M` is 67108864. */
export const byteCount: Normaliser = scaled(1_024);

/** `upload/download`; one value alone stands for both. */
export const pairOf =
  (one: Normaliser): Normaliser =>
  (raw) => {
    if (raw === "") return "";
    const [up = "", down = up] = raw.split("/").map((part) => part.trim());
    return `${one(up)}/${one(down)}`;
  };

/** A list whose order means nothing. */
export const list: Normaliser = (raw) =>
  raw
    .split(",")
    .map((item) => item.trim())
    .filter(Boolean)
    .join(",");

const UNIT_MS: Record<string, number> = {
  w: 604_800_000,
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1_000,
  ms: 1,
};

/** "1w2d", "01:30:00", "1d02:03:04" and bare seconds → "1w2d3h4m5s"; words such as "none" stay. */
export const duration: Normaliser = (raw) => {
  let rest = durationMs(raw);
  if (rest === undefined) return raw;
  if (rest === 0) return "0s";
  let compact = "";
  for (const [unit, size] of Object.entries(UNIT_MS)) {
    const count = Math.floor(rest / size);
    if (count > 0) compact += `${count}${unit}`;
    rest -= count * size;
  }
  return compact;
};

/** Milliseconds; undefined for words, and for nothing. */
export function durationMs(raw: string): number | undefined {
  if (raw === "") return undefined;
  if (/^\d+$/.test(raw)) return Number(raw) * 1_000;
  const clock = /^((?:\d+[wd])*)(\d+):(\d\d):(\d\d)$/.exec(raw);
  const units = clock ? (clock[1] ?? "") : raw;
  if (!/^(?:\d+(?:ms|[wdhms]))*$/.test(units)) return undefined;
  let ms = 0;
  for (const [, count, unit] of units.matchAll(/(\d+)(ms|[wdhms])/g))
    ms += Number(count) * (UNIT_MS[unit ?? ""] ?? 0);
  if (clock) ms += (Number(clock[2]) * 3_600 + Number(clock[3]) * 60 + Number(clock[4])) * 1_000;
  return ms;
}
