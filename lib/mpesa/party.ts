/** One side of a transaction, "254712345678 - JANE DOE"; the number may be masked or a shortcode. */
export interface Party {
  number: string;
  name: string;
}

/** Splits M-Pesa's way of naming a party; undefined for an empty text. */
export function splitParty(value: string | undefined): Party | undefined {
  if (!value) return undefined;
  const [number = "", ...name] = value.split(/\s*-\s+/);
  return { number: number.trim(), name: name.join(" - ").trim() };
}
